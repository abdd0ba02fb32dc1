import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { compileGlob, type Evidence } from '@codegenie/core'
import { runProbe } from '@codegenie/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import ci from './index.ts'
import { linkScripts } from './links.ts'
import type { Ci } from './schema.ts'

/** Real repositories, where they lie beside the project; without them this suite is skipped, and says so. */
const CORPUS = join(import.meta.dirname, '../../../../shared/corpus')
const isThere = existsSync(join(CORPUS, 'dev.tar.xz')) || existsSync(join(CORPUS, 'dev'))

let temporary: string | undefined
afterAll(() => temporary && rmSync(temporary, { recursive: true, force: true }))

function extracts(): string {
  if (existsSync(join(CORPUS, 'dev'))) return join(CORPUS, 'dev')
  temporary = mkdtempSync(join(tmpdir(), 'ci-corpus-'))
  execFileSync('tar', ['-xJf', join(CORPUS, 'dev.tar.xz'), '-C', temporary])
  return join(temporary, 'dev')
}

const wanted = [...(ci.inputs.reads ?? []), '**/package.json'].map(compileGlob)

function filesOf(root: string): Record<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => path.split(sep).join('/'))
  const files = paths.filter((path) => wanted.some((matches) => matches(path)) && statSync(join(root, path)).isFile())
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

interface Line {
  readonly number: number
  readonly text: string
}

/** The lines of every `run:` of a workflow, found in the raw text by indentation alone: no YAML, no shell. */
function runLines(text: string): Line[] {
  const lines = text.split('\n')
  const found: Line[] = []
  for (let i = 0; i < lines.length; i++) {
    const [, indent = '', value = ''] = /^(\s*(?:- )?)run:\s*(.*)$/.exec(lines[i]!) ?? []
    if (!/^\s*(?:- )?run:\s*\S/.test(lines[i]!)) continue
    if (!/^[|>]/.test(value)) found.push({ number: i + 1, text: value.replace(/^(['"])(.*)\1\s*$/, '$2') })
    else
      while (i + 1 < lines.length && (lines[i + 1]!.trim() === '' || /^\s*/.exec(lines[i + 1]!)![0].length > indent.length)) {
        i++
        if (lines[i]!.trim() !== '') found.push({ number: i + 1, text: lines[i]!.trim() })
      }
  }
  return withoutHeredocs(found)
}

function withoutHeredocs(lines: readonly Line[]): Line[] {
  let delimiter: string | undefined
  return lines.filter(({ text }) => {
    if (delimiter !== undefined) {
      if (text === delimiter) delimiter = undefined
      return false
    }
    delimiter = /<<-?\s*['"]?(\w+)/.exec(text)?.[1]
    return true
  })
}

const SYNTAX = new Set('if then elif else fi for while until do done case esac in ! time ;; { } ( ) [ ] && || | \\ `'.split(' '))

/** The words of a line that have to turn up in a command: no comment, no syntax, nothing that a matrix may change. */
function wordsOf(line: string): string[] {
  if (/^(?:#|for\s|[\w|*"'.-]+\)\s*$)/.test(line)) return []
  const text = line.replace(/\$\{\{.*?\}\}/g, ' ').replace(/\s#\s.*$/, '')
  return text.split(/[\s;()]+/).filter((word) => word !== '' && !SYNTAX.has(word) && !/^[\\"'{}]+$/.test(word))
}

function missing(slice: Ci, path: string, text: string): { lines: number; missing: string[] } {
  const commands = slice.workflows.flatMap(({ jobs }) => jobs.flatMap((job) => job.commands))
  const known = commands.filter(({ at }) => at.startsWith(`${path}:`)).map(({ run }) => run)
  const all = ` ${known.join(' ')} `
  const lines = runLines(text)
  return {
    lines: lines.length,
    missing: lines.flatMap((line) =>
      wordsOf(line.text)
        .filter((word) => !all.includes(word))
        .map((word) => `${path}:${line.number}: ${word}`),
    ),
  }
}

describe.skipIf(!isThere)('the corpus', () => {
  const root = isThere ? extracts() : ''
  const names = isThere ? readdirSync(root).filter((name) => name.includes('__')) : []
  const repositories: { name: string; files: Record<string, string>; slice: Ci; evidence: Evidence }[] = []

  beforeAll(async () => {
    for (const name of names) {
      const files = filesOf(join(root, name))
      const run = await runProbe(ci, files)
      if (run.status !== 'skipped') repositories.push({ name, files, slice: run.slice, evidence: run.evidence })
    }
  })

  it('has every word of every line of every run: in a command', () => {
    let lines = 0
    for (const { name, files, slice } of repositories) {
      for (const [path, text] of Object.entries(files)) {
        if (!/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)) continue
        const found = missing(slice, path, text)
        lines += found.lines
        expect(found.missing, name).toEqual([])
      }
    }
    expect(lines).toBeGreaterThan(500)
  })

  it('cites lines that hold the commands', () => {
    for (const { name, files, slice } of repositories) {
      const commands = slice.workflows.flatMap(({ jobs }) => jobs.flatMap((job) => job.commands))
      const wrong = commands.filter(({ run: command, at }) => !lineAt(files, at).includes(command.split(/\s/, 1)[0]!))
      expect(
        wrong.map(({ run: command, at }) => `${at}: ${command}`),
        name,
      ).toEqual([])
    }
  })

  it('cites lines that hold the versions of Node.js', () => {
    let count = 0
    for (const { name, files, slice, evidence } of repositories) {
      const facts = slice.workflows.flatMap(({ jobs }, i) =>
        jobs.flatMap((job, j) => job.node_versions.map((value, k) => ({ value, fact: `workflows.${i}.jobs.${j}.node_versions.${k}` }))),
      )
      count += facts.length
      const wrong = facts.filter(({ value, fact }) => {
        const places = [evidence[fact] ?? []].flat()
        return places.length === 0 || !places.every((place) => lineAt(files, place).includes(value))
      })
      expect(wrong, name).toEqual([])
    }
    expect(count).toBeGreaterThan(50)
  })

  it('links the scripts that CI runs to the manifests that have them', () => {
    const linked: string[] = []
    for (const { name, files, slice } of repositories) {
      const members = Object.keys(files)
        .filter((path) => path.endsWith('package.json'))
        .flatMap((path) => memberOf(path, files[path]!))
      for (const { directory, script } of linkScripts(slice.script_runs, members)) linked.push(`${name} ${directory} ${script}`)
    }
    expect(linked).toEqual(expect.arrayContaining(['expressjs__express . test-ci', 'vuejs__vue . test:unit', 'UKHomeOffice__hof . test']))
    expect(linked).toEqual(
      expect.arrayContaining([
        'github-aws-runners__terraform-aws-github-runner lambdas test',
        'beekeeper-studio__beekeeper-studio apps/studio test:unit',
      ]),
    )
  })
})

function memberOf(path: string, text: string) {
  try {
    const { name, scripts } = JSON.parse(text) as { name?: string; scripts?: Record<string, string> }
    const directory = path === 'package.json' ? '.' : path.slice(0, -'/package.json'.length)
    // Roughly: everything is one workspace.
    return [{ directory, workspace: '.', name: name ?? null, scripts: scripts ?? {} }]
  } catch {
    return []
  }
}

function lineAt(files: Readonly<Record<string, string>>, at: string): string {
  const [, path = '', line = ''] = /^(.*):(\d+)$/.exec(at) ?? []
  return String(files[path]).split('\n')[Number(line) - 1] ?? ''
}
