// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells are what is tested
import { describe, expect, it, test } from 'vitest'
import { dockerfileFacts } from './dockerfile.ts'

const facts = (text: string) => dockerfileFacts('Dockerfile', text).facts
const lines = (text: string) => Object.fromEntries(dockerfileFacts('Dockerfile', text).lines)

const MULTI_STAGE = `# syntax=docker/dockerfile:1
ARG NODE=22.5.1
ARG BASE=gcr.io/distroless/nodejs22-debian12
FROM --platform=$BUILDPLATFORM node:\${NODE}-alpine AS deps
RUN --mount=type=secret,id=npm_token apk add --no-cache -t .tools python3=3.12 make && npm ci --omit=dev
FROM node:\${NODE}-alpine AS build
ARG PORT=3000
COPY --from=deps /app/node_modules ./node_modules
RUN <<EOF
npm run build
npm config set //r.test/:_authToken hunter2
EOF
FROM deps AS unit-test
RUN npm test
FROM \${BASE} AS prod
ARG PORT=8080
ENV PORT=\${PORT} TOKEN=hunter2
COPY --from=build /app/dist ./dist
COPY --from=0 /app/node_modules ./node_modules
COPY --from=ghcr.io/tini/tini:1 /tini /tini
EXPOSE $PORT 9229/udp 8000-8002 nonsense 70000 $UNKNOWN
USER 1000:1000
ENTRYPOINT ["/tini", "--"]
CMD ["dist/server.js"]
HEALTHCHECK --interval=5s CMD wget -q localhost
`

test('a build of several stages', () => {
  const { stages, final, arg_names, unresolved, syntax } = facts(MULTI_STAGE)
  expect(syntax).toBe('docker/dockerfile:1')
  expect(
    stages.map(({ name, role, base_image, from_stage, family, node_version }) => [
      name,
      role,
      base_image,
      from_stage,
      family,
      node_version,
    ]),
  ).toEqual([
    ['deps', 'dependencies', 'node:22.5.1-alpine', null, 'alpine', '22.5.1'],
    ['build', 'build', 'node:22.5.1-alpine', null, 'alpine', '22.5.1'],
    ['unit-test', 'test', 'deps', 'deps', 'alpine', '22.5.1'],
    ['prod', 'runtime', 'gcr.io/distroless/nodejs22-debian12', null, 'distroless', '22'],
  ])
  expect(stages[0]).toMatchObject({
    platform: '$BUILDPLATFORM',
    tag: '22.5.1-alpine',
    system_packages: { apt: [], apk: ['python3', 'make'] },
    package_manager_commands: ['npm ci --omit=dev'],
    secret_mounts: ['npm_token'],
  })
  expect(stages[1]?.package_manager_commands).toEqual(['npm run build', 'npm config set'])
  expect(stages[3]?.copies_from).toEqual(['build', 'deps', 'ghcr.io/tini/tini:1'])
  const port = (number: number, protocol = 'tcp') => ({ port: number, protocol, name: null })
  expect(final).toEqual({
    stage: 'prod',
    user: '1000:1000',
    workdir: null,
    entrypoint: { form: 'exec', value: ['/tini', '--'] },
    cmd: { form: 'exec', value: ['dist/server.js'] },
    exposed_ports: [port(8000), port(8001), port(8002), port(8080), port(9229, 'udp')],
    env_names: ['PORT', 'TOKEN'],
    healthcheck: { form: 'shell', value: ['wget -q localhost'] },
    shell_form: false,
    needs_shell: false,
    needs_package_manager: false,
  })
  expect(arg_names).toEqual(['BASE', 'NODE', 'PORT'])
  expect(unresolved).toEqual([{ file: 'Dockerfile', line: 21, needs: 'UNKNOWN' }])
  expect(JSON.stringify(facts(MULTI_STAGE))).not.toContain('hunter2')
})

test('each fact has its line', () => {
  expect(lines(MULTI_STAGE)).toEqual({
    'stages.0': [4],
    'stages.1': [6],
    'stages.2': [13],
    'stages.3': [15],
    final: [15],
    'final.user': [22],
    'final.entrypoint': [23],
    'final.cmd': [24],
    'final.healthcheck': [25],
    'final.shell_form': [23, 24],
    'final.needs_shell': [23, 24],
    'final.needs_package_manager': [23, 24],
    'final.exposed_ports': [21],
    'final.env_names': [17],
  })
})

describe('names that only a build knows', () => {
  it('stay as they are written', () => {
    const { stages, unresolved } = facts('ARG TAG\nFROM $BASE_IMAGE\nFROM node:${TAG}\n')
    expect(stages.map(({ base_image, tag, family, node_version }) => [base_image, tag, family, node_version])).toEqual([
      ['$BASE_IMAGE', null, null, null],
      ['node:${TAG}', null, null, null],
    ])
    expect(unresolved.map(({ line, needs }) => [line, needs])).toEqual([
      [2, 'BASE_IMAGE'],
      [3, 'TAG'],
    ])
  })

  it('may choose a stage, where their default says which', () => {
    const { stages } = facts('ARG DB=false\nFROM node:24 AS base\nFROM base AS db_false\nFROM base AS db_true\nFROM db_${DB}\n')
    expect(stages.at(-1)).toMatchObject({ base_image: 'db_false', from_stage: 'db_false', node_version: '24', role: 'runtime' })
  })
})

describe('what a stage inherits', () => {
  it('is the configuration of the stage that it starts from', () => {
    const { final } = facts('FROM node:22 AS base\nENV A=1\nUSER node\nEXPOSE 80\nCMD ["node", "a.js"]\nFROM base\nENV B=2\n')
    expect(final).toMatchObject({
      user: 'node',
      env_names: ['A', 'B'],
      cmd: { form: 'exec', value: ['node', 'a.js'] },
      exposed_ports: [{ port: 80 }],
    })
  })

  it('is no CMD below a new ENTRYPOINT', () => {
    expect(facts('FROM node:22 AS base\nCMD ["a"]\nFROM base\nENTRYPOINT ["b"]\n').final).toMatchObject({
      cmd: null,
      entrypoint: { value: ['b'] },
    })
    expect(facts('FROM node:22\nCMD ["a"]\nENTRYPOINT ["b"]\n').final?.cmd).toEqual({ form: 'exec', value: ['a'] })
  })
})

describe('what it takes to start', () => {
  const needs = (start: string) => {
    const { shell_form, needs_shell, needs_package_manager } = facts(`FROM node:22\n${start}\n`).final!
    return [shell_form, needs_shell, needs_package_manager]
  }
  it.each([
    ['', [null, null, null]],
    ['CMD node a.js', [true, true, false]],
    ['CMD ["node", "a.js"]', [false, false, false]],
    ['CMD ["npm", "start"]', [false, false, true]],
    ['CMD npm start', [true, true, true]],
    ['CMD ["sh", "-c", "yarn start"]', [false, true, true]],
    // What a script does that is not read is not known; what it is given may be.
    ['ENTRYPOINT ["./entrypoint.sh"]\nCMD ["node", "a.js"]', [false, true, null]],
    ['ENTRYPOINT ["tini", "--", "./run.sh"]\nCMD ["npm", "start"]', [false, true, true]],
    ['CMD ["/bin/bash", "-c", "/app/run.sh"]', [false, true, null]],
    ['CMD ["bash", "run.sh"]', [false, true, null]],
    ['CMD ["./run.sh", "sh", "-c", "node a.js"]', [false, true, null]],
    ['CMD node a.js && ./after.sh', [true, true, null]],
    ['CMD ["bash"]', [false, true, false]],
    ['CMD PORT=80 pnpm start', [true, true, true]],
  ])('%s', (start, expected) => expect(needs(start)).toEqual(expected))
})

test('an image of somebody else says nothing of Node', () => {
  expect(facts('FROM defradigital/node:2.1.2-node18.11.0\n').stages[0]).toMatchObject({ node_version: null, family: null })
})

test('what is only copied from is a tool, what is only started from a base', () => {
  const { stages } = facts(
    'FROM mongo:7 AS mongo\nFROM node:22 AS common\nFROM common AS idle\nFROM common\nCOPY --from=mongo /bin/mongo /bin\n',
  )
  expect(stages.map(({ role }) => role)).toEqual(['tool', 'base', 'other', 'runtime'])
})

test('a tool that is installed for the image makes no stage of dependencies', () => {
  const stage = (run: string) => facts(`FROM node:22 AS one\nRUN ${run}\nFROM one\n`).stages[0]?.role
  expect(['npm install -g npm@11', 'npm i --global dotenv-cli', 'npm ci', 'npm install'].map(stage)).toEqual([
    'base',
    'base',
    'dependencies',
    'dependencies',
  ])
})

test('credentials before a registry are left out', () => {
  expect(facts('FROM me:hunter2@r.test/node:20\n').stages[0]?.base_image).toBe('r.test/node:20')
})

test.each([
  ['CMD ["/usr/local/bin/npm", "start"]', true],
  ['CMD npm start', true],
  ['CMD cd /app && exec /usr/bin/yarn start', true],
  ['CMD ["sh", "-c", "exec npm start"]', true],
  ['CMD ["/bin/bash", "-lc", "migrate && pnpm start"]', true],
  ['CMD ["node_modules/.bin/pnpm", "start"]', true],
  ['CMD ["corepack", "yarn", "start"]', true],
  ['CMD ["node", "/usr/local/lib/node_modules/npm/bin/npm-cli.js", "start"]', true],
  ['CMD ["node", ".yarn/releases/yarn-4.1.0.cjs", "start"]', true],
  ['ENTRYPOINT ["/sbin/tini", "-g", "--"]\nCMD ["npm", "start"]', true],
  ['ENTRYPOINT ["dumb-init", "--rewrite", "15:2", "--"]\nCMD ["npm", "start"]', true],
  ['ENTRYPOINT ["docker-entrypoint.sh"]\nCMD ["npm", "start"]', true],
  ['ENTRYPOINT ["sh", "/entry.sh"]\nCMD ["npm", "start"]', true],
  ['ENTRYPOINT ["gosu", "node"]\nCMD ["npm", "start"]', true],
  ['ENTRYPOINT ["tini", "--"]\nCMD npm start', true],
  ['CMD ["env", "-u", "X", "A=1", "npm", "start"]', true],
  ['CMD ["timeout", "-k", "5", "60", "npm", "start"]', true],
  ['CMD ["doppler", "run", "--", "npm", "start"]', true],
  ['CMD ["pm2-runtime", "start", "npm", "--", "start"]', true],
  ['CMD ["node_modules/.bin/next", "start"]', false],
  ['CMD ["node", "server.js", "npm"]', false],
  ['ENTRYPOINT ["node"]\nCMD ["npm"]', false],
  ['ENTRYPOINT node server.js\nCMD ["npm", "start"]', false],
  ['CMD ["tini", "--", "node", "npm.config.js"]', false],
  ['CMD ["sh", "-c", "node npm.js"]', false],
  ['CMD ["sh", "-c"]', false],
])('%s needs a package manager: %s', (start, needed) => {
  expect(facts(`FROM node:20\n${start}\n`).final?.needs_package_manager).toBe(needed)
})

it.each([
  ['more stages than anybody writes', Array.from({ length: 1001 }, (_, i) => `FROM node AS s${i}`).join('\n')],
  [
    'stages that inherit more and more',
    Array.from({ length: 900 }, (_, i) => `FROM ${i === 0 ? 'node' : `s${i - 1}`} AS s${i}\nENV A${i}=${'x'.repeat(5)}`).join('\n'),
  ],
])('reads nothing of %s', (_, text) => {
  expect(dockerfileFacts('Dockerfile', text)).toMatchObject({ isTooLong: true, facts: { stages: [], final: null, arg_names: [] } })
})
