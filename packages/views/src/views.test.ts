import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { buildSystem, contextOf, deployment, manifest, stage } from './context.testing.ts'
import { contextReport } from './report.ts'
import { Conflicts, Views, viewJsonSchemas } from './schema.ts'
import { renderViews } from './views.ts'

const skill = { name: 'deploy', description: 'Deploys', path: '.codegenie/skills/deploy/SKILL.md', source: 'repository' as const }

it('offers the skills whose conditions hold', () => {
  const context = contextOf({ build_system: buildSystem({}), deployment: deployment([stage('node:24')]) })
  const offered = (...when: { fact: string; equals?: unknown; exists?: boolean }[]) =>
    renderViews(context, [{ ...skill, when: when as never }]).views.available_skills.payload
  expect(offered()).toEqual({ skills: [skill], of: 1 })
  expect(
    offered({ fact: 'build_system.package_manager.name', equals: 'npm' }, { fact: 'deployment.types', equals: ['docker'] }).skills,
  ).toEqual([skill])
  expect(offered({ fact: 'build_system.package_manager.name', equals: 'yarn' })).toEqual({ skills: [], of: 1 })
  expect(offered({ fact: 'build_system.package_manager.version', exists: true }).skills).toEqual([])
  expect(offered({ fact: 'ci.providers', exists: false }).skills).toEqual([skill])
  expect(offered({ fact: '__proto__.x', exists: true }).skills).toEqual([])
})

it('renders a context without any slice', () => {
  const rendered = renderViews(contextOf({}))
  expect([Views.safeParse(rendered.views).error, Conflicts.safeParse(rendered.conflicts).error]).toEqual([undefined, undefined])
  expect(contextReport(contextOf({}), rendered)).toContain('# shop\n')
})

it('the published schemas are those of the views', () => {
  for (const [name, schema] of Object.entries(viewJsonSchemas())) {
    const path = new URL(`../schema/${name}.schema.json`, import.meta.url)
    const text = `${JSON.stringify(schema, null, 2)}\n`
    if (process.env['UPDATE_SCHEMA']) writeFileSync(path, text)
    expect(readFileSync(path, 'utf8')).toBe(text)
  }
})

it("a report shows the repository's words as words", () => {
  const name = '[x](https://evil.example) <script>\u202e `a` | b\n# big'
  const scripts = { start: '`|\n# x' }
  const context = contextOf({
    repo: { name, git_commit: null },
    manifests: [manifest({ path: 'a (b)/pack`age.json', scripts })],
    build_system: buildSystem({
      commands: {
        ...buildSystem({}).commands,
        start: { run: '`|\n# x', cwd: '.', script: null, proof: 'declared', reason: null, events: [], programs: [] },
      },
    }),
  })
  const report = contextReport(context, renderViews(context))
  expect(report.split('\n')[0]).toBe('# \\[x\\](https://evil.example) \\<script\\> \\`a\\` \\| b \\# big')
  expect(report).toContain("| start | `'¦ # x` (declared) |")
  expect(report).toContain('(../../a%20%28b%29/pack%60age.json)')
})
