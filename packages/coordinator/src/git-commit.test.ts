import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { gitCommit } from './git-commit.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'codegenie-git-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const git = (...args: string[]) =>
  execFileSync('git', ['-C', root, '-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()

it('says what git says: on a branch, packed, detached, before the first commit', () => {
  expect(gitCommit(root).commit).toBeNull()
  git('init', '-q', '-b', 'topic/one')
  expect(gitCommit(root).commit).toBeNull()
  git('commit', '-q', '--allow-empty', '-m', 'one')
  git('branch', 'topic/other')
  expect(gitCommit(root).commit).toBe(git('rev-parse', 'HEAD'))
  git('pack-refs', '--all')
  expect(gitCommit(root).commit).toBe(git('rev-parse', 'HEAD'))
  git('commit', '-q', '--allow-empty', '-m', 'two')
  expect(gitCommit(root).commit).toBe(git('rev-parse', 'HEAD'))
  git('checkout', '-q', '--detach')
  expect(gitCommit(root).commit).toBe(git('rev-parse', 'HEAD'))
})

it('goes nowhere else', () => {
  mkdirSync(join(root, '.git'))
  const commit = 'a'.repeat(40)
  writeFileSync(join(root, 'secret'), commit)
  for (const head of ['ref: refs/../../secret', 'ref: ../secret', 'ref: refs//x', 'garbage', '', 'ref: refs/heads/x\u0000y']) {
    writeFileSync(join(root, '.git', 'HEAD'), head)
    expect(gitCommit(root).commit).toBeNull()
  }
  rmSync(join(root, '.git', 'HEAD'))
  symlinkSync('../secret', join(root, '.git', 'HEAD'))
  expect(gitCommit(root).commit).toBeNull()
  rmSync(join(root, '.git'), { recursive: true })
  writeFileSync(join(root, '.git'), 'gitdir: /elsewhere')
  expect(gitCommit(root).commit).toBeNull()
})
