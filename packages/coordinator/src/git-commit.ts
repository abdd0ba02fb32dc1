import { close, type Directory, openChild, openRoot, readRegular } from '@codegenie/core'

const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/
const REF = /^ref: (refs\/[^\s\\:?*[~^]{1,1024})$/

/**
 * The commit that is checked out, read from `.git` as files (https://git-scm.com/docs/gitrepository-layout): no subprocess, no
 * configuration of the repository is looked at. `null` without commits, outside git, and where `.git` is a file that leads elsewhere.
 */
export function gitCommit(root: string): string | null {
  const opened: Directory[] = []
  const open = (make: () => Directory) => {
    const directory = make()
    opened.push(directory)
    return directory
  }
  try {
    const top = open(() => openRoot(root))
    const git = open(() => openChild(top, '.git'))
    const head = firstLine(git, 'HEAD')
    if (COMMIT.test(head)) return head
    const ref = REF.exec(head)?.[1]
    if (ref === undefined || ref.split('/').some((part) => part === '' || part === '..')) return null
    return loose(git, ref, open) ?? packed(git, ref)
  } catch {
    return null // no git directory that can be opened
  } finally {
    for (const directory of opened) close(directory)
  }
}

function loose(git: Directory, ref: string, open: (make: () => Directory) => Directory): string | undefined {
  const names = ref.split('/')
  const name = names.pop() ?? ''
  try {
    const directory = names.reduce((parent, step) => open(() => openChild(parent, step)), git)
    const commit = firstLine(directory, name)
    return COMMIT.test(commit) ? commit : undefined
  } catch {
    return undefined // packed, or not there
  }
}

function packed(git: Directory, ref: string): string | null {
  const text = contents(git, 'packed-refs', 64 << 20)
  const end = `\n${text}`.indexOf(` ${ref}\n`)
  const commit = end === -1 ? '' : `\n${text}`.slice(`\n${text}`.lastIndexOf('\n', end) + 1, end)
  return COMMIT.test(commit) ? commit : null
}

function firstLine(directory: Directory, name: string): string {
  return contents(directory, name, 4096).split('\n', 1)[0] ?? ''
}

function contents(directory: Directory, name: string, cap: number): string {
  const read = readRegular(directory, name, cap)
  return read && 'bytes' in read ? read.bytes.toString('utf8') : ''
}
