import { join, resolve } from 'node:path'
import type { FoundConfig } from './config.ts'
import type { Terminal } from './terminal.ts'

/** Directory of a repository's artifact: `--out`, else the configuration's, else its own `.codegenie`, which it may have tampered with. */
export function artifactPlace(root: string, flag: string | undefined, { config, directory }: FoundConfig, { cwd }: Pick<Terminal, 'cwd'>) {
  if (flag !== undefined) return { directory: resolve(cwd, flag), isInside: false }
  if (config.out !== undefined) return { directory: resolve(directory, config.out), isInside: false }
  return { directory: join(root, '.codegenie'), isInside: true }
}
