import { sanitize } from '@codegenie/coordinator'
import { close, type Directory, openChild, openRoot, readRegular } from '@codegenie/core'

const MAX_BYTES = 64 << 20
const MAX_SHOWN = 200

/** The line that a place (`path:12`) names, trimmed and with secrets masked; `undefined` for a file alone, or where there is no such line any more. */
export function citedLine(root: string, place: string): string | undefined {
  const [, path, number] = /^(.+):(\d{1,9})$/s.exec(place) ?? []
  if (path === undefined) return undefined
  const text = readInside(root, path.split('/'))
  const line = text?.split('\n', Number(number))[Number(number) - 1]?.trim()
  if (line === undefined) return undefined
  const masked = sanitize(line) as string
  return masked.length > MAX_SHOWN ? `${masked.slice(0, MAX_SHOWN - 1)}…` : masked
}

/** Opens each directory by itself: evidence may come from an artifact that somebody has tampered with. */
function readInside(root: string, steps: readonly string[]): string | undefined {
  if (steps.some((step) => step === '' || step === '.' || step === '..')) return undefined
  const opened: Directory[] = []
  try {
    opened.push(openRoot(root))
    for (const step of steps.slice(0, -1)) opened.push(openChild(opened.at(-1)!, step))
    const read = readRegular(opened.at(-1)!, steps.at(-1)!, MAX_BYTES)
    return read && 'bytes' in read ? read.bytes.toString('utf8') : undefined
  } catch {
    return undefined
  } finally {
    for (const directory of opened) close(directory)
  }
}
