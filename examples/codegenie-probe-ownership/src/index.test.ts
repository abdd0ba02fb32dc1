import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { ANSWER_CHECKS, contractViolations, runProbe } from '@codegenie/core/testing'
import probe from './index.ts'
import { matcher } from './pattern.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

async function gather(files: Record<string, string>) {
  const run = await runProbe(probe, files)
  if (run.status !== 'ok') throw new Error('skipped')
  return run
}
const empty = (...paths: string[]) => Object.fromEntries(paths.map((path) => [path, '']))
const rulesOf = (run: Awaited<ReturnType<typeof gather>>) =>
  run.slice.readings[0]?.rules.map(({ section, pattern, owners, files }) => [section, pattern, owners.join(' '), files])

test('GitHub: the last matching rule counts, and a rule without owners leaves files without', async () => {
  const run = await gather({
    '.github/CODEOWNERS': '# all\n*  @org/web\n*.md @org/docs me@example.com # prose\n/apps/ @org/apps\napps/github\n',
    ...empty('README.md', 'src/a.ts', 'apps/b.md', 'apps/github/c.ts', 'lib/apps/d.ts'),
  })
  assert.deepEqual(run.slice, {
    readings: [
      {
        platform: 'github',
        path: '.github/CODEOWNERS',
        rules: [
          { line: 2, section: null, pattern: '*', owners: ['@org/web'], files: 3 },
          { line: 3, section: null, pattern: '*.md', owners: ['@org/docs', 'me@example.com'], files: 1 },
          { line: 4, section: null, pattern: '/apps/', owners: ['@org/apps'], files: 1 },
          { line: 5, section: null, pattern: 'apps/github', owners: [], files: 1 },
        ],
        sections: [],
        owners: [
          { owner: '@org/apps', files: 1 },
          { owner: '@org/docs', files: 1 },
          { owner: '@org/web', files: 3 },
          { owner: 'me@example.com', files: 1 },
        ],
        owned_files: 5,
        unowned_files: 1,
      },
    ],
    unused: [],
  })
  assert.equal(run.evidence['readings.0.rules.2'], '.github/CODEOWNERS:4')
})

test('GitLab: each section by itself, with default owners, exclusions, and sections of one name joined', async () => {
  const run = await gather({
    CODEOWNERS: '* @all\n[Docs][2] @writers\n*.md\ndocs/ @docs # @also\n!docs/api/\n^[Optional]\na.ts @x\n[DOCS]\nREADME.md @readme\n',
    '.gitlab-ci.yml': '',
    ...empty('README.md', 'a.ts', 'x/docs/b.txt', 'docs/api/c.md'),
  })
  assert.equal(run.slice.readings[0]?.platform, 'gitlab')
  assert.deepEqual(rulesOf(run), [
    [null, '*', '@all', 6],
    ['Docs', '*.md', '@writers', 0],
    ['Docs', 'docs/', '@docs @also', 1],
    ['Docs', '!docs/api/', '', 1],
    ['Optional', 'a.ts', '@x', 1],
    ['Docs', 'README.md', '@readme', 1],
  ])
  assert.deepEqual(run.slice.readings[0]?.sections, [
    { name: 'Docs', optional: false, approvals: 2 },
    { name: 'Optional', optional: true, approvals: 0 },
  ])
  assert.equal(run.slice.readings[0]?.owned_files, 6)
})

test('which file counts: of GitHub .github before the root before docs, of Bitbucket its own', async () => {
  const rule = '* @a\n'
  const { slice } = await gather({
    '.github/CODEOWNERS': rule,
    CODEOWNERS: rule,
    'docs/CODEOWNERS': rule,
    '.bitbucket/CODEOWNERS': '* @w/g:random(2)\n',
  })
  assert.deepEqual(
    slice.readings.map(({ platform, path }) => `${platform} ${path}`),
    ['github .github/CODEOWNERS', 'bitbucket .bitbucket/CODEOWNERS'],
  )
  assert.deepEqual(slice.unused, ['CODEOWNERS', 'docs/CODEOWNERS'])
})

test('what a platform does not understand is a warning, and costs its line alone', async () => {
  const run = await gather({ CODEOWNERS: '!a @x\n[ab].ts @x\n@lonely\n*.js @x not-an-owner\n' })
  assert.deepEqual(
    run.warnings.map(({ code, message }) => `${code} ${message.slice(0, 6)}`),
    [
      'ownership.owner_invalid line 4',
      'ownership.pattern_missing line 3',
      'ownership.pattern_unsupported line 1',
      'ownership.pattern_unsupported line 2',
    ],
  )
  assert.deepEqual(rulesOf(run), [
    [null, '@lonely', '', 0],
    [null, '*.js', '@x', 0],
  ])
})

test('zero bytes are no text', async () => {
  const { slice, warnings } = await gather({ '.github/CODEOWNERS': '\0\0\0', CODEOWNERS: '* @a\n' })
  assert.deepEqual([slice.readings.map(({ path }) => path), slice.unused], [['CODEOWNERS'], ['.github/CODEOWNERS']])
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ['ownership.not_text'],
  )
})

test('patterns match as the documentation of each platform shows', () => {
  const cases: [string, 'github' | 'gitlab', string[], string[]][] = [
    ['*', 'github', ['a', 'a/b', '.x'], []],
    ['*.js', 'github', ['a.js', 'x/y/b.js'], ['a.jsx']],
    ['/build/logs/', 'github', ['build/logs/a', 'build/logs/x/b'], ['x/build/logs/a', 'build/logs']],
    ['docs/*', 'github', ['docs/getting-started.md'], ['docs/build-app/troubleshooting.md', 'x/docs/a.md']],
    ['apps/', 'github', ['apps/a', 'x/apps/y/b'], ['apps']],
    ['**/logs', 'github', ['build/logs/a', 'logs/b', 'deep/er/logs'], ['logs.txt']],
    ['/docs/', 'github', ['docs/a/b'], ['x/docs/a']],
    ['/scripts', 'github', ['scripts', 'scripts/a'], ['x/scripts']],
    ['a{b,c}', 'github', ['a{b,c}'], ['ab']],
    ['docs/', 'gitlab', ['docs/a', 'x/docs/b/c'], ['docs']],
    ['/docs/*', 'gitlab', ['docs/a.md'], ['docs/x/a.md']],
    ['/docs/**/*.md', 'gitlab', ['docs/a.md', 'docs/x/y/a.md'], ['a.md']],
    ['README.md', 'gitlab', ['README.md', 'x/README.md'], ['README.md/x']],
    ['path with/', 'gitlab', ['path with/a'], []],
  ]
  for (const [pattern, platform, yes, no] of cases) {
    const matches = matcher(pattern, platform)
    assert.deepEqual([yes.filter((path) => !matches(path)), no.filter(matches)], [[], []], `${platform} ${pattern}`)
  }
})

test('keeps the contract', async () => {
  const files = { CODEOWNERS: '* @all\n*.md @docs\n', 'README.md': '', 'src/a.ts': '' }
  assert.deepEqual(await contractViolations(probe, files, { readme }), [])
  const sections = { '.gitlab/CODEOWNERS': '[Docs] @writers\n*.md\n!x/\n', 'a.md': '', 'x/b.md': '' }
  assert.deepEqual(await contractViolations(probe, sections, { readme, checks: ANSWER_CHECKS }), [])
})

test('is skipped only where there are no files at all', async () => {
  assert.deepEqual(await runProbe(probe, {}), { status: 'skipped' })
  assert.deepEqual((await gather({ 'a.ts': '' })).slice, { readings: [], unused: [] })
})
