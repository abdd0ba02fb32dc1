import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { directories, steps } from '../../../tests/histories.ts'
import gather from './commands/gather.ts'
import type { Terminal } from './terminal.ts'
import { lookAtLast } from './unchanged.ts'

const MANIFESTS = ['{"name":"a"}', '{"name":"b","workspaces":["*"],"devDependencies":{"vitest":"4.0.0"}}', '{']
const step = steps(['package.json', 'x.test.ts', 'README.md'], [...MANIFESTS, "import 'vitest'\n"])

const numRuns = Math.ceil(Number(process.env['CODEGENIE_HISTORIES'] ?? 200) / 10)

it('the command, whatever it need not look at, writes what it writes without all that it knows', {
  timeout: numRuns * 20_000,
}, async () => {
  const ends = { unchanged: 0, seen: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (history) => {
      const top = realpathSync(mkdtempSync(join(tmpdir(), 'codegenie-history-')))
      const terminal: Terminal = {
        cwd: top,
        env: { HOME: join(top, 'home') },
        platform: process.platform,
        isTty: { stdout: false, stderr: false },
        print() {},
        say() {},
      }
      const artifact = async (out: string, flags: Parameters<typeof gather>[0]['flags'], cache: string) => {
        const args = { operands: ['repo'], flags: { ...flags, out: join(top, out), 'cache-dir': join(top, cache) } }
        const looked = lookAtLast(args, top, terminal.env)
        if (looked?.unchanged) ends.unchanged++
        else {
          if (looked) ends.seen++
          await gather(args, terminal, looked?.seen)
        }
        return readFileSync(join(top, out, 'context/repo-context.json'), 'utf8')
      }
      try {
        for (const where of directories) mkdirSync(join(top, 'repo', where), { recursive: true })
        for (const path of ['package.json', 'a/package.json', 'a/b/x.test.ts']) writeFileSync(join(top, 'repo', path), MANIFESTS[0]!)
        for (const [, act] of history) {
          await act(join(top, 'repo'))
          const quick = await artifact('quick', {}, 'cache')
          expect(quick).toBe(await artifact('paranoid', { paranoid: true }, 'cache'))
          expect(quick).toBe(await artifact('cold', { 'no-cache': true }, 'none'))
        }
      } finally {
        rmSync(top, { recursive: true })
      }
    }),
    { numRuns },
  )
  expect([ends.unchanged > 0, ends.seen > 0]).toEqual([true, true])
})
