import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'

const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants

/** A file of ours is never this large, in bytes. */
const MAX_BYTES = 256 << 20

/** The bytes of a regular file; never waits for a named pipe, never follows a link. Throws the system's error, and `EINVAL` for anything else. */
export function readRegularFile(path: string, maxBytes = MAX_BYTES): Buffer {
  const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    const stat = fstatSync(fd)
    if (!stat.isFile() || stat.size > maxBytes) throw Object.assign(new Error(`EINVAL: no file of ours, '${path}'`), { code: 'EINVAL' })
    return readFileSync(fd)
  } finally {
    closeSync(fd)
  }
}
