import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { viewJsonSchemas } from '@codegenie/views/schema'
import { expect, it } from 'vitest'
import { cliDocument } from '../packages/cli/src/cli-document.ts'
import { artifactDocument } from './artifact-document.ts'

const ROOT = join(import.meta.dirname, '..')
const CLI = join(ROOT, 'packages/cli/dist/cli.js')

it('docs/cli.md is made from the table of commands', async () => {
  await expect(cliDocument()).toMatchFileSnapshot(join(ROOT, 'docs/cli.md'))
})

it('docs/artifact.md is made from the schemas', async () => {
  const artifact = JSON.parse(readFileSync(join(ROOT, 'packages/cli/schema/repo-context.schema.json'), 'utf8'))
  await expect(artifactDocument(artifact, viewJsonSchemas())).toMatchFileSnapshot(join(ROOT, 'docs/artifact.md'))
})

it('every command of docs/faq.md runs', () => {
  const blocks = [...readFileSync(join(ROOT, 'docs/faq.md'), 'utf8').matchAll(/```sh\n(.*?)```/gs)].map(([, text]) => text!)
  expect(blocks.length).toBeGreaterThan(5)
  const temp = mkdtempSync(join(tmpdir(), 'codegenie-docs-'))
  try {
    cpSync(join(ROOT, 'fixtures/conflicts-seeded/repo'), join(temp, 'repo'), { recursive: true })
    mkdirSync(join(temp, 'home'))
    const script = `set -e\ncodegenie() { "${process.execPath}" "${CLI}" "$@"; }\n${blocks.join('\n')}`
    const env = { PATH: process.env['PATH'], HOME: join(temp, 'home') }
    const { status, stderr } = spawnSync('bash', ['-c', script], { cwd: join(temp, 'repo'), env, encoding: 'utf8' })
    expect({ status, stderr: stderr.replaceAll(/^codegenie: .*STALE.*\n/gm, '') }).toEqual({ status: 0, stderr: '' })
  } finally {
    rmSync(temp, { recursive: true })
  }
})
