import { close, type Directory, openChild, openRoot, readRegular, stamp } from '@codegenie/core'

const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/
const REF = /^ref: (refs\/[^\s\\:?*[~^]{1,1024})$/

/**
 * The commit that is checked out, read from `.git` as files (https://git-scm.com/docs/gitrepository-layout): no subprocess, no
 * configuration of the repository is looked at. `null` without commits, outside git, and where `.git` is a file that leads elsewhere.
 */
export function gitCommit(root: string): GitCommit {
  // Until it is read there is none: where the system refuses, a later look finds a difference.
  const looked = new Map<string, string | undefined>([['.git/HEAD', undefined]])
  return { commit: readCommit(root, looked), looked }
}

export interface GitCommit {
  readonly commit: string | null
  /** Repo-relative paths of the files that it depends on -> their stamps, or `undefined` where there is none. */
  readonly looked: ReadonlyMap<string, string | undefined>
}

type Looked = Map<string, string | undefined>

function readCommit(root: string, looked: Looked): string | null {
  const opened: Directory[] = []
  const open = (make: () => Directory) => {
    const directory = make()
    opened.push(directory)
    return directory
  }
  try {
    const top = open(() => openRoot(root))
    const git = open(() => openChild(top, '.git'))
    const head = firstLine(git, 'HEAD', '.git/HEAD', looked)
    if (COMMIT.test(head)) return head
    const ref = REF.exec(head)?.[1]
    if (ref === undefined || ref.split('/').some((part) => part === '' || part === '..')) return null
    return loose(git, ref, open, looked) ?? packed(git, ref, looked)
  } catch {
    return null // no git directory that can be opened
  } finally {
    for (const directory of opened) close(directory)
  }
}

function loose(git: Directory, ref: string, open: (make: () => Directory) => Directory, looked: Looked): string | undefined {
  looked.set(`.git/${ref}`, undefined)
  const names = ref.split('/')
  const name = names.pop() ?? ''
  try {
    const directory = names.reduce((parent, step) => open(() => openChild(parent, step)), git)
    const commit = firstLine(directory, name, `.git/${ref}`, looked)
    return COMMIT.test(commit) ? commit : undefined
  } catch {
    return undefined // packed, or not there
  }
}

function packed(git: Directory, ref: string, looked: Looked): string | null {
  const text = contents(git, 'packed-refs', 64 << 20, '.git/packed-refs', looked)
  const end = `\n${text}`.indexOf(` ${ref}\n`)
  const commit = end === -1 ? '' : `\n${text}`.slice(`\n${text}`.lastIndexOf('\n', end) + 1, end)
  return COMMIT.test(commit) ? commit : null
}

function firstLine(directory: Directory, name: string, path: string, looked: Looked): string {
  return contents(directory, name, 4096, path, looked).split('\n', 1)[0] ?? ''
}

function contents(directory: Directory, name: string, cap: number, path: string, looked: Looked): string {
  const read = readRegular(directory, name, cap)
  const isRefused = read && 'problem' in read && read.problem === 'unreadable'
  looked.set(path, read && 'bytes' in read ? read.stamp : isRefused ? undefined : stamp(directory, name))
  return read && 'bytes' in read ? read.bytes.toString('utf8') : ''
}
