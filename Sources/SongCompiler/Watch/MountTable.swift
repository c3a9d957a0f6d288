// SPDX-License-Identifier: Apache-2.0

/// The file systems of a machine, as Linux lists them.
package struct MountTable: Sendable {
  private let mounts: [(folder: [UInt8], kind: String)]

  /// - Parameter text: of `/proc/self/mountinfo`.
  /// - Source: proc(5), "/proc/[pid]/mountinfo": the fifth field is the folder, the first one behind the dash the kind.
  package init(mountinfo text: [UInt8]) {
    mounts = text.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let fields = line.split(separator: UInt8(ascii: " "))
      guard fields.count > 5, let dash = fields.firstIndex(of: [UInt8(ascii: "-")]), dash + 1 < fields.count else { return nil }
      return (unescaped(fields[4]), String(decoding: fields[dash + 1], as: UTF8.self))
    }
  }

  /// The kind of file system that a file lies on, where other machines may change it unseen; nil of all others.
  ///
  /// - Parameter path: its real one.
  package func remoteFileSystem(of path: String) -> String? {
    let steps = Array(path.utf8)
    let isAround = { (mount: [UInt8]) in
      mount == [UInt8(ascii: "/")] || steps.starts(with: mount) && (steps.count == mount.count || steps[mount.count] == UInt8(ascii: "/"))
    }
    // The last of those that are mounted at the same folder hides the others.
    var nearest: (folder: [UInt8], kind: String)?
    for mount in mounts where isAround(mount.folder) && mount.folder.count >= nearest?.folder.count ?? 0 { nearest = mount }
    return nearest.flatMap { remoteKinds.contains($0.kind) ? $0.kind : nil }
  }
}

/// Blanks and the like are written as `\040`.
private func unescaped(_ field: ArraySlice<UInt8>) -> [UInt8] {
  var bytes: [UInt8] = []
  var rest = field
  while let byte = rest.popFirst() {
    if byte == UInt8(ascii: "\\"), rest.count >= 3, let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8) {
      bytes.append(code)
      rest = rest.dropFirst(3)
    } else {
      bytes.append(byte)
    }
  }
  return bytes
}

/// File systems of networks, and of hosts of virtual machines.
private let remoteKinds: Set = [
  "9p", "afs", "beegfs", "ceph", "cifs", "coda", "fuse.ceph-fuse", "fuse.davfs2", "fuse.glusterfs", "fuse.grpcfuse",
  "fuse.gvfsd-fuse", "fuse.osxfs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs", "fuse.vmhgfs-fuse", "gpfs", "lustre", "nfs", "nfs4",
  "prl_fs", "smb3", "smbfs", "vboxsf", "virtiofs",
]
