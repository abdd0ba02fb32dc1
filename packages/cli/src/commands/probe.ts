import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckReport } from '@codegenie/core/testing'
import type { Arguments } from '../command.ts'
import type { commands } from '../commands.ts'
import { UsageError } from '../errors.ts'
import type { ExitCode } from '../exit-codes.ts'
import { testCases } from '../probe-cases.ts'
import { probePackage } from '../probe-package.ts'
import type { Terminal } from '../terminal.ts'

export default async function probe(
  { operands: [action = '', target], flags }: Arguments<typeof commands.probe>,
  terminal: Terminal,
): Promise<ExitCode> {
  if (action !== 'test' || target === undefined)
    throw new UsageError('expected codegenie probe test <directory|package>, as in codegenie probe test .')
  const { probe, name, directory } = await probePackage(target, terminal.cwd)
  const cases = await testCases(probe, { directory, repository: flags.repo, cwd: terminal.cwd })
  if (cases.length === 0)
    throw new UsageError(
      `${name} has no fixtures/<case>/repo to test it on; name a repository that it has something to say of: --repo <path>`,
    )
  // Only here: nothing else needs the kit.
  const { checkContract, contractReport } = await import('@codegenie/core/testing')
  const readme = join(directory, 'README.md')
  const listed = existsSync(readme) ? { readme: readFileSync(readme, 'utf8') } : {}
  const { version, slice } = probe
  if (!flags.json) terminal.print(`${name}: probe ${probe.name} ${version}, slice ${slice}\n`)
  const done: { case: string; checks: readonly CheckReport[] }[] = []
  for (const { title, files, slices } of cases) {
    const checks = await checkContract(probe, files, { ...listed, slices })
    done.push({ case: title, checks })
    if (!flags.json) terminal.print(`\n${title}\n${contractReport(checks)}`)
  }
  const violated = done.flatMap(({ checks }) => checks).filter(({ status }) => status !== 'ok')
  if (flags.json) terminal.print(`${JSON.stringify({ package: name, probe: probe.name, version, slice, cases: done })}\n`)
  else terminal.print(`\n${done.length} case${done.length === 1 ? '' : 's'}, ${violated.length} checks that do not hold\n`)
  return violated.length > 0 ? 4 : 0
}
