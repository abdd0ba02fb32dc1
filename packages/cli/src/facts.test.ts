import { appendFileSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeBench, SHOP } from './testing/built-cli.ts'

let bench: ReturnType<typeof makeBench>
beforeEach(async () => {
  bench = makeBench()
  bench.write({
    ...SHOP,
    'shop/.nvmrc': '22.1.0\n',
    'shop/Dockerfile': 'FROM node:22\nARG NPM_TOKEN=npm_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nCMD ["npm", "start"]\n',
  })
  await sleep(40)
  expect(await bench.run('.', ['gather', 'shop'])).toMatchObject({ code: 0, stderr: '' })
})
afterEach(() => bench.remove())

const codegenie = (...args: string[]) => bench.run('.', [...args, '--repo', 'shop'])

it('why prints a fact with the line that proves it, and who found it', async () => {
  const { code, stdout, stderr } = await codegenie('why', 'build_system.node.pinned')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(
    /^build_system\.node\.pinned: 22\.1\.0\n {2}\.nvmrc:1 {2}22\.1\.0\n {2}meaning: .+\n {2}found by node_build_system .+, confidence high\n$/,
  )
})

it('why prints both sides of a conflict', async () => {
  const { stdout } = await codegenie('why', 'conflicts.0', '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    value: { id: 'start_needs_package_manager' },
    evidence: [
      { at: 'Dockerfile:3', line: 'CMD ["npm", "start"]' },
      { at: 'Dockerfile:1', line: 'FROM node:22' },
    ],
    freshness: 'fresh',
    commit: null,
  })
})

it('a line that holds a secret is shown without it', async () => {
  bench.write({
    'shop/.codegenie/context/repo-context.json': JSON.stringify({
      repo: {},
      deployment: { x: 1 },
      probes: { deployment: { version: '1', confidence: 'high', evidence: { x: 'Dockerfile:2' } } },
    }),
  })
  expect((await codegenie('why', 'deployment.x')).stdout).not.toContain('npm_aaaa')
})

it('evidence of an artifact that somebody has made up leads nowhere else', async () => {
  bench.write({
    secret: 'top\n',
    'shop/.codegenie/context/repo-context.json': JSON.stringify({
      repo: {},
      ci: { x: 1 },
      probes: { ci: { version: '1', confidence: null, evidence: { x: '../secret:1' } } },
    }),
  })
  expect((await codegenie('why', 'ci.x', '--json')).stdout).toContain('"evidence":[{"at":"../secret:1","line":null}]')
})

it('show and why say loudly that an answer is stale', async () => {
  expect(await codegenie('show', 'build_system.node.pinned')).toEqual({ code: 0, stdout: '22.1.0\n', stderr: '' })
  appendFileSync(bench.path('shop/.nvmrc'), '\n')
  for (const command of ['show', 'why']) {
    const { code, stderr } = await codegenie(command, 'build_system.node.pinned')
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'codegenie: commit unknown: STALE: something has changed since it was gathered; run codegenie gather\n',
    })
  }
  await bench.run('.', ['gather', 'shop', '--quiet'])
  expect((await codegenie('show', 'build_system.node.pinned')).stderr).toBe('')
})

it('an artifact of which nothing is known is not called fresh', async () => {
  rmSync(bench.path('home/.cache'), { recursive: true, force: true })
  expect(JSON.parse((await codegenie('why', 'build_system.node.pinned', '--json')).stdout).freshness).toBe('unknown')
})

it('a configuration is read as ever', async () => {
  bench.write({ 'ops/codegenie.config.yaml': 'out: ../facts\n' })
  expect(await bench.run('ops', ['gather', '../shop'])).toMatchObject({ code: 0 })
  expect(await bench.run('ops', ['show', 'repo.name', '--repo', '../shop'])).toEqual({ code: 0, stdout: 'shop\n', stderr: '' })
  expect((await bench.run('ops', ['why', 'repo', '--repo', '../shop'])).stdout).toContain('repo: ')
})

it('shows lists as tables, and what is made of the artifact', async () => {
  expect((await codegenie('show', 'manifests', '--table')).stdout.split('\n')[0]).toMatch(/^# {2}PATH +NAME +PRIVATE/)
  expect((await codegenie('show', 'views.entrypoint.commands.install')).stdout).toBe('npm install\n')
  expect((await codegenie('show', 'conflicts.0.severity')).stdout).toBe('medium\n')
})
