import { askedRepository } from '../asked-repository.ts'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import type { ExitCode } from '../exit-codes.ts'
import { needsOf, type Registered, registeredProbes } from '../probes.ts'
import type { Terminal } from '../terminal.ts'

export default async function probes({ flags }: Arguments<typeof commands.probes>, terminal: Terminal): Promise<ExitCode> {
  const { repository, found } = await askedRepository(flags.repo, flags, terminal)
  const registered = await registeredProbes(found, repository)
  const list = await Promise.all(registered.map((item) => describe(item, flags.json === true || flags.verbose === true)))
  terminal.print(flags.json ? `${JSON.stringify(list)}\n` : table(list, flags.verbose === true))
  return 0
}

type Description = Awaited<ReturnType<typeof describe>>

/** With `data` where all is asked for: a bundled probe has to be loaded for it. */
async function describe({ probe, packageName, packageVersion, from, isBundled }: Registered, withData: boolean) {
  const { name, slice, version } = probe
  const { reads = [], lists = [] } = 'inputs' in probe ? probe.inputs : probe
  const inputs = withData ? ('load' in probe ? await probe.load() : probe).inputs : undefined
  return {
    ...{ name, slice, version, source: isBundled ? 'bundled' : 'package', package: packageName },
    ...(isBundled ? {} : { package_version: packageVersion ?? null, from: from ?? null }),
    ...{ reads, lists, needs: needsOf(probe), data: dataOf(inputs?.data) },
  }
}

/** The top-level names of what an answer depends on besides files, with the number of their entries where they have any. */
function dataOf(data: unknown): Readonly<Record<string, number | null>> {
  if (data === null || typeof data !== 'object') return {}
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, value !== null && typeof value === 'object' ? Object.keys(value).length : null]),
  )
}

function table(list: readonly Description[], isVerbose: boolean): string {
  const cells = list.map((probe) => [probe.name, probe.slice, probe.version, sourceOf(probe), probe.needs.join(', ') || '-'])
  const rows = [['NAME', 'SLICE', 'VERSION', 'SOURCE', 'NEEDS'], ...cells]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)))
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  const [head = '', ...rest] = lines
  return `${[head, ...rest.flatMap((line, i) => [line, ...(isVerbose ? detailLines(list[i]!) : [])])].join('\n')}\n`
}

function sourceOf({ source, package: packageName }: Description): string {
  return source === 'bundled' ? 'bundled' : `package ${packageName}`
}

function detailLines({ from, package_version, reads, lists, data }: Description): readonly string[] {
  const origin = from === undefined ? [] : [`  from  ${from} (${package_version ?? 'no version'})`]
  const named = Object.entries(data).map(([key, entries]) => (entries === null ? key : `${key} (${entries} entries)`))
  const inputs = { reads, lists, data: named }
  return [...origin, ...Object.entries(inputs).flatMap(([kind, items]) => items.map((item) => `  ${kind} ${item}`))]
}
