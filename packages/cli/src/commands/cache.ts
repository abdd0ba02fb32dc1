import { fileStore } from '@codegenie/core'
import { cachePlace } from '../cache-directory.ts'
import { clearCache } from '../clear-cache.ts'
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
  const counted = action === 'stats' ? await stats(place.directory) : clearCache(place.directory)
  const answer = { directory: place.directory, ...counted }
  terminal.print(flags.json ? `${JSON.stringify(answer)}\n` : table(answer))
  return 0
}

async function stats(directory: string) {
  const total = { entries: 0, bytes: 0 }
  for await (const { bytes } of fileStore(directory).list()) {
    total.entries++
    total.bytes += bytes
  }
  return total
}

function table(answer: Readonly<Record<string, string | number>>): string {
  return Object.entries(answer)
    .map(([key, value]) => `${key.padEnd(9)}  ${value}\n`)
    .join('')
}
