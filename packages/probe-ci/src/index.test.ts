// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of workflows are what is tested
import { readFileSync } from 'node:fs'
import { contractViolations, runProbe } from '@codegenie/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import ci from './index.ts'

const readme = readFileSync(`${import.meta.dirname}/../README.md`, 'utf8')

async function run(files: Record<string, string>) {
  const result = await runProbe(ci, files)
  if (result.status === 'skipped') throw new Error('skipped')
  return result
}

const workflow = (jobs: string) => ({ '.github/workflows/ci.yml': `on: push\njobs:\n${jobs}` })
const commands = (slice: Awaited<ReturnType<typeof run>>['slice']) =>
  slice.workflows.flatMap(({ jobs }) => jobs.flatMap((job) => job.commands.map(({ run }) => run)))
const codes = (warnings: readonly { code: string }[]) => warnings.map(({ code }) => code)

describe('the probe', () => {
  it('keeps the contract', async () => {
    const files = {
      ...workflow('  t:\n    runs-on: x\n    steps: [{run: npm test}, {uses: docker/build-push-action@v6}]\n'),
      'package.json': '{}',
    }
    expect(await contractViolations(ci, files, { readme })).toEqual([])
  })

  it('says all that it knows of a job', async () => {
    const { slice, evidence, warnings } = await run(
      workflow('  t:\n    runs-on: x\n    steps:\n      - run: |\n          cd web\n          npm test\n'),
    )
    expect(slice).toEqual({
      providers: ['github_actions'],
      primary_workflow: '.github/workflows/ci.yml',
      workflows: [
        {
          path: '.github/workflows/ci.yml',
          provider: 'github_actions',
          name: null,
          triggers: [{ event: 'push', filters: {} }],
          permissions: null,
          concurrency: null,
          jobs: [
            {
              id: 't',
              name: null,
              runs_on: ['x'],
              container: null,
              services: [],
              node_versions: [],
              node_version_files: [],
              node_caches: [],
              concurrency: null,
              environment: null,
              permissions: null,
              uses: [],
              commands: [
                { run: 'cd web', at: '.github/workflows/ci.yml:7', directory: '.', roles: [], unresolved: false },
                { run: 'npm test', at: '.github/workflows/ci.yml:8', directory: 'web', roles: ['test'], unresolved: false },
              ],
            },
          ],
        },
      ],
      node_matrix: [],
      test_commands: [
        { run: 'npm test', directory: 'web', at: ['.github/workflows/ci.yml:8'], jobs: ['.github/workflows/ci.yml#t'], events: ['push'] },
      ],
      build_commands: [],
      lint_commands: [],
      smoke_tests: [],
      script_runs: [
        {
          script: 'test',
          manager: 'npm',
          directory: 'web',
          members: [],
          recursive: false,
          at: ['.github/workflows/ci.yml:8'],
          jobs: ['.github/workflows/ci.yml#t'],
          events: ['push'],
        },
      ],
      builds_image: false,
      image_builds: [],
      deploys: [],
      secrets_referenced: [],
      reusable: [],
      unresolved: [],
    })
    expect(evidence).toEqual({
      'providers.0': ['.github/workflows/ci.yml'],
      primary_workflow: '.github/workflows/ci.yml',
      'workflows.0': '.github/workflows/ci.yml',
      'workflows.0.jobs.0': '.github/workflows/ci.yml:3',
      'test_commands.0': ['.github/workflows/ci.yml:8'],
      'script_runs.0': ['.github/workflows/ci.yml:8'],
    })
    expect(warnings).toEqual([])
  })

  it('is skipped where there is nothing to read', async () => {
    expect(await runProbe(ci, { 'package.json': '{}', '.github/workflows/README.md': '' })).toEqual({ status: 'skipped' })
  })

  it('never collects values of variables and inputs that may be secrets', async () => {
    const steps =
      '      - uses: x/y@v1\n        with: { token: s3cret }\n        env: { A: s3cret }\n      - run: echo ${{ env.MY_TOKEN }} ${{ env.PLAIN }}\n'
    const { slice } = await run({
      '.github/workflows/ci.yml': `on: push\nenv: { MY_TOKEN: s3cret, PLAIN: s3cret }\njobs:\n  t:\n    runs-on: '\${{ env.MY_TOKEN }}'\n    steps:\n${steps}`,
    })
    expect(JSON.stringify(slice)).not.toContain('s3cret')
  })
})

describe('hostile files', () => {
  it('reads what is of no type that belongs there as nothing', async () => {
    const odd =
      'name: 1.10\non:\n  push: { branches: [no, 1.10] }\n? [a, b]\n: v\n~: x\njobs:\n  t: { runs-on: 7, steps: [{ run: 12345 }, null, 7, [x], { run: [a] }, { uses: {} }, { run: npm test }] }\n  u: null\n  v: [1]\n'
    const { slice, warnings } = await run({ '.github/workflows/ci.yml': odd })
    expect(commands(slice)).toEqual(['12345', 'npm test'])
    expect(warnings).toEqual([])
  })

  it('takes names of prototypes for names', async () => {
    const jobs =
      '  constructor: { steps: [{ run: npm test, uses: x }] }\n  toString: { strategy: { matrix: { constructor: [1] } }, steps: [{ run: "a ${{ matrix.constructor }} ${{ matrix.valueOf }}" }] }\n'
    expect(commands((await run(workflow(jobs))).slice)).toEqual(['npm test', 'a 1 ${{ matrix.valueOf }}'])
  })

  it('reads as many jobs as 5,000, and says of which pipelines there are more', async () => {
    const jobs = (count: number) => `on: push\njobs:\n${Array.from({ length: count }, (_, n) => `  j${n}: { runs-on: x }\n`).join('')}`
    const files = { '.github/workflows/a.yml': jobs(4999), '.github/workflows/b.yml': jobs(2), '.github/workflows/c.yml': jobs(1) }
    const { slice, warnings } = await run(files)
    expect(slice?.workflows.map((one) => one.jobs.length)).toEqual([4999, 1, 0])
    expect(warnings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'ci.job_cap_exceeded .github/workflows/b.yml',
      'ci.job_cap_exceeded .github/workflows/c.yml',
    ])
  })

  it('ends where actions, templates, commands and references multiply', async () => {
    const level = (n: number) =>
      `runs:\n  using: composite\n  steps:\n${'    - uses: ./a'.concat(`${n + 1}\n`).repeat(9)}    - run: echo ${n}\n`
    const actions = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`a${n}/action.yml`, level(n)]))
    const github = await run({ ...workflow('  t: { steps: [{ uses: ./a0 }] }\n'), ...actions })
    expect(codes(github.warnings)).toEqual(['ci.follow_cap_exceeded'])

    const circle = `version: 2.1\ncommands:\n${Array.from(
      { length: 9 },
      (_, n) =>
        `  c${n}: { steps: [${Array(9)
          .fill(`c${n + 1}`)
          .join(', ')}] }\n`,
    ).join('')}jobs: { build: { docker: [{ image: x }], steps: [c0] } }\n`
    expect(codes((await run({ '.circleci/config.yml': circle })).warnings)).toEqual(['ci.follow_cap_exceeded'])

    const lists = Array.from(
      { length: 11 },
      (_, n) =>
        `.r${n}:\n  script: [${Array(9)
          .fill(`!reference [.r${n + 1}, script]`)
          .join(', ')}]\n  extends: [${Array(9)
          .fill(`.r${n + 1}`)
          .join(', ')}]\n`,
    )
    const gitlab = await run({ '.gitlab-ci.yml': `${lists.join('')}t: { extends: .r0, script: [!reference [.r0, script], npm test] }\n` })
    expect(gitlab.slice.workflows[0]?.jobs.map(({ id }) => id)).toEqual(['t'])
  })

  it('reads texts that patterns could stumble over', async () => {
    const long = (text: string) => text.repeat(100_000)
    const jobs = `  t:\n    runs-on: x\n    container: "${long('/node:')}@ x"\n    strategy: { matrix: { a: [${Array.from({ length: 200 }, (_, i) => i).join(', ')}] } }\n    steps:\n      - run: "\${{ fromJSON(${long(' ')}x }} ${long('secrets . ')}"\n      - run: "echo \${{ matrix.a }} ${long('x ')}"\n`
    const { slice } = await run({ ...workflow(jobs), 'blank.yml': `a: 1\n${long('  \n')}b: 2\n` })
    expect(slice.workflows[0]?.jobs[0]?.commands).toHaveLength(2)
  })

  it('reads any structure without failing', async () => {
    const key = fc.constantFrom(
      ...'jobs steps run uses with script image extends include default parallel matrix strategy stages stage template parameters pool workflows commands docker executor orbs pipelines step trigger on env deploy phases blocks task .a a'.split(
        ' ',
      ),
    )
    const leaf = fc.oneof(
      fc.constantFrom('npm test', '.a', 'a', './x', '${{ matrix.a }}', '$A', '<< parameters.a >>', '', '../..'),
      fc.integer(),
      fc.constant(null),
      fc.boolean(),
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'medium' },
        leaf,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 5 }),
      ),
    }))
    const paths = [
      '.github/workflows/a.yml',
      '.gitlab-ci.yml',
      '.circleci/config.yml',
      'azure-pipelines.yml',
      '.travis.yml',
      'bitbucket-pipelines.yml',
      '.buildkite/pipeline.yml',
      '.drone.yml',
      '.woodpecker.yml',
      'cloudbuild.yaml',
      'buildspec.yml',
      'appveyor.yml',
      '.cirrus.yml',
      '.semaphore/semaphore.yml',
      'shippable.yml',
      'x/action.yml',
    ]
    await fc.assert(
      fc.asyncProperty(fc.dictionary(key, value, { maxKeys: 8 }), async (document) => {
        const text = stringify(document, { aliasDuplicateObjects: false })
        await run(Object.fromEntries(paths.map((path) => [path, text])))
      }),
      { numRuns: 60 },
    )
  })
})

describe('a broken action.yml', () => {
  it('is warned of with line and column, whether a workflow calls it or not', async () => {
    const files = { ...workflow('  t:\n    steps: [{ run: npm test }]\n'), 'ci/setup/action.yml': 'runs:\n  steps: [\n' }
    const about = { code: 'file.parse_error', path: 'ci/setup/action.yml' }
    expect((await run(files)).warnings).toEqual([{ ...about, message: expect.stringMatching(/line 3, column 1/) }])
    const called = { ...files, ...workflow('  t:\n    steps: [{ uses: ./ci/setup }]\n') }
    expect((await run(called)).warnings).toEqual([{ ...about, message: expect.stringMatching(/line 3, column 1/) }])
  })
})

describe('versions of Node.js', () => {
  const action = [
    'inputs:',
    '  node: { default: 20 }',
    'runs:',
    '  using: composite',
    '  steps:',
    '    - uses: actions/setup-node@v4',
    '      with: { node-version: "${{ inputs.node }}", node-version-file: "${{ inputs.file }}" }',
  ].join('\n')
  const places = async (jobs: string) => {
    const { slice, evidence } = await run({ ...workflow(jobs), 'ci/setup/action.yml': action })
    const [job] = slice.workflows[0]!.jobs
    return job!.node_versions.map((value, k) => [value, evidence[`workflows.0.jobs.0.node_versions.${k}`]])
  }

  it('stand in the default of the action that is called without any', async () => {
    expect(await places('  t:\n    steps:\n      - uses: ./ci/setup\n')).toEqual([['20', 'ci/setup/action.yml:2']])
  })

  it('stand where an input is given, through the matrix and variables', async () => {
    const steps = '    steps:\n      - uses: ./ci/setup\n        with:\n          node: ${{ matrix.v }}\n'
    expect(
      await places(`  t:\n    env:\n      NODE: 22\n    strategy:\n      matrix:\n        v:\n          - 18\n          - 24\n${steps}`),
    ).toEqual([
      ['18', '.github/workflows/ci.yml:9'],
      ['24', '.github/workflows/ci.yml:10'],
    ])
    expect(await places(`  t:\n    env:\n      NODE: 22\n${steps.replace('matrix.v', 'env.NODE')}`)).toEqual([
      ['22', '.github/workflows/ci.yml:5'],
    ])
  })

  it('end, however often inputs name each other', async () => {
    const nested = (i: number) =>
      `inputs: {a: {default: '20'}, b: {default: ''}}\nruns:\n  using: composite\n  steps:\n    - uses: ${i < 9 ? `./a${i + 1}` : 'actions/setup-node@v4'}\n      with: {a: '\${{ inputs.a }}\${{ inputs.b }}', b: '\${{ inputs.b }}\${{ inputs.a }}', node-version: '\${{ inputs.a }}\${{ inputs.b }}'}\n`
    const files = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`a${i}/action.yml`, nested(i)]))
    const { slice } = await run({ ...workflow('  t:\n    steps:\n      - uses: ./a0\n'), ...files })
    expect(slice.workflows[0]!.jobs[0]!.node_versions[0]).toBe('20')
  })
})

describe('outputs of steps', () => {
  const used = async (script: string, more = '') => {
    const { slice } = await run(
      workflow(
        `  t:\n    steps:\n      - id: a\n${more}        run: |\n${script.replaceAll(/^/gm, '          ')}\n      - run: npm run \${{ steps.a.outputs.x }}\n`,
      ),
    )
    return commands(slice).at(-1)
  }
  const OPEN = 'npm run ${{ steps.a.outputs.x }}'

  it.each([
    ['echo "x=lint" >> $GITHUB_OUTPUT', 'npm run lint'],
    ['echo \'x=lint\' >> "$GITHUB_OUTPUT"', 'npm run lint'],
    ['npm ci\necho x=lint >>${GITHUB_OUTPUT}', 'npm run lint'],
    ['echo "x=$(cat x)" >> $GITHUB_OUTPUT', OPEN],
    ['echo "x=$X" >> $GITHUB_OUTPUT', OPEN],
    ['if true; then\n  echo "x=a" >> $GITHUB_OUTPUT\nfi', OPEN],
    ['test -f y && echo "x=a" >> $GITHUB_OUTPUT', OPEN],
    ['f() (\n  echo "x=a" >> $GITHUB_OUTPUT\n)', OPEN],
    ['echo "x=a" >> $GITHUB_OUTPUT\nnode y.js >> $GITHUB_OUTPUT', OPEN],
    ['echo "x<<E" >> $GITHUB_OUTPUT\necho a >> $GITHUB_OUTPUT\necho E >> $GITHUB_OUTPUT', OPEN],
    ['echo "x=${{ github.sha }}" >> $GITHUB_OUTPUT', OPEN],
  ])('%s', async (script, expected) => expect(await used(script)).toBe(expected))

  it('are not known of a step that may not run', async () => {
    expect(await used('echo "x=a" >> $GITHUB_OUTPUT', '        if: always()\n')).toBe(OPEN)
  })
})
