import { cacheStats, clearCache } from '@codegenie/core'
import { cachePlace } from '../cache-directory.ts'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import { loadConfig } from '../config.ts'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { Terminal } from '../terminal.ts'

export default async function cache(
  { operands: [action], flags }: Arguments<typeof commands.cache>,
  terminal: Terminal,
): Promise<ExitCode> {
  if (action !== 'stats' && action !== 'clear') {
    throw new UsageError(
      `expected codegenie cache stats or codegenie cache clear, found ${action === undefined ? 'neither' : JSON.stringify(action)}`,
    )
  }
  const found = await loadConfig({ explicit: flags.config, cwd: terminal.cwd, repository: undefined, say: terminal.say })
  const place = cachePlace(flags['cache-dir'], found, undefined, terminal)
  if (place.directory === undefined) throw new UsageError(place.reason)
  const counted = action === 'stats' ? cacheStats(place.directory) : clearCache(place.directory)
  const answer = { directory: place.directory, ...counted }
  terminal.print(flags.json ? `${JSON.stringify(answer)}\n` : table(answer))
  return 0
}

function table(answer: Readonly<Record<string, unknown>>): string {
  return Object.entries(answer)
    .map(([key, value]) => `${key.padEnd(9)}  ${value}\n`)
    .join('')
}
