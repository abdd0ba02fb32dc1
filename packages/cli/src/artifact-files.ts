import { close, type Directory, openChild, openRoot } from '@codegenie/core'
import type { artifactPlace } from './artifact-place.ts'

/**
 * Works in a folder of an artifact, such as `context/raw`; `undefined` when there is none. Opens each directory by itself: those in a
 * repository may be links to anywhere.
 */
export function inArtifact<T>(
  { directory, isInside }: ReturnType<typeof artifactPlace>,
  root: string,
  folder: string,
  work: (folder: Directory) => T,
): T | undefined {
  const opened: Directory[] = []
  try {
    opened.push(openRoot(isInside ? root : directory))
    for (const name of [...(isInside ? ['.codegenie'] : []), ...folder.split('/')]) opened.push(openChild(opened.at(-1)!, name))
    return work(opened.at(-1)!)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'ELOOP') throw error
    return undefined
  } finally {
    for (const directory of opened) close(directory)
  }
}
