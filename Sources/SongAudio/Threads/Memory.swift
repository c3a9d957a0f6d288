// SPDX-License-Identifier: Apache-2.0
internal import CAudioSupport

/// Lets this process keep the memory that it frees, up to 32 MB, instead of asking the system for it again and again.
package func keepFreedMemory() { songKeepFreedMemory() }
