// SPDX-License-Identifier: Apache-2.0
internal import SongAudio

/// Prepares a process that compiles: nothing that comes out depends on it, only how soon it does.
package func prepareProcess() { keepFreedMemory() }

/// Runs the plugin that another process asks this one for, until that lets go of it.
package func servePluginOfProcess() { servePlugin() }
