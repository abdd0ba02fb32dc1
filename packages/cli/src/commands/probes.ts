import { resolve } from 'node:path'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import { loadConfig } from '../config.ts'
import type { ExitCode } from '../exit-codes.ts'
import { repositoryOf } from '../is-inside.ts'
import { needsOf, type Registered, registeredProbes } from '../probes.ts'
import type { Terminal } from '../terminal.ts'

export default async function probes({ flags }: Arguments<typeof commands.probes>, terminal: Terminal): Promise<ExitCode> {
  const repository = repositoryOf(resolve(terminal.cwd, flags.repo ?? '.'))
  const found = await loadConfig({ explicit: flags.config, cwd: terminal.cwd, repository, say: terminal.say })
  const list = (await registeredProbes(found, repository)).map(describe)
  terminal.print(flags.json ? `${JSON.stringify(list)}\n` : table(list, flags.verbose === true))
  return 0
}

type Description = ReturnType<typeof describe>

function describe({ probe, packageName, isBundled }: Registered) {
  const { name, slice, version } = probe
  const { reads = [], lists = [] } = 'inputs' in probe ? probe.inputs : probe
  return { name, slice, version, source: isBundled ? 'bundled' : 'package', package: packageName, reads, lists, needs: needsOf(probe) }
}

function table(list: readonly Description[], isVerbose: boolean): string {
  const cells = list.map((probe) => [probe.name, probe.slice, probe.version, sourceOf(probe), probe.needs.join(', ') || '-'])
  const rows = [['NAME', 'SLICE', 'VERSION', 'SOURCE', 'NEEDS'], ...cells]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)))
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  const [head = '', ...rest] = lines
  return `${[head, ...rest.flatMap((line, i) => [line, ...(isVerbose ? inputLines(list[i]!) : [])])].join('\n')}\n`
}

function sourceOf({ source, package: packageName }: Description): string {
  return source === 'bundled' ? 'bundled' : `package ${packageName}`
}

function inputLines({ reads, lists }: Description): readonly string[] {
  return Object.entries({ reads, lists }).flatMap(([kind, items]) => items.map((item) => `  ${kind} ${item}`))
}
