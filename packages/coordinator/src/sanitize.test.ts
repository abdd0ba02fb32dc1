import type { Json } from '@codegenie/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SANITIZER_VERSION, sanitize } from './sanitize.ts'

/** Letters and digits in both cases, of any length; no real secret. */
const random = (length: number) => 'aZ3kQ9xR7mB2vN5tL8wC4'.repeat(1 + length / 21).slice(0, length)
const hex = (length: number) => '0a1b2c3d4e5f6789'.repeat(1 + length / 16).slice(0, length)

/** Joined here, so that no scanner takes this file for a leak. */
const TOKENS = {
  'GitHub classic': `gh${'p_'}${random(36)}`,
  'GitHub OAuth': `gh${'o_'}${random(36)}`,
  'GitHub user': `gh${'u_'}${random(36)}`,
  'GitHub server': `gh${'s_'}${random(36)}`,
  'GitHub server with a JWT': `gh${'s_'}1234567_ey${'J'}${random(30)}.ey${'J'}${random(60)}.${random(43)}`,
  'GitHub refresh': `gh${'r_'}${random(76)}`,
  'GitHub fine-grained': `github${'_pat_'}${random(22)}_${random(59)}`,
  GitLab: `gl${'pat-'}${random(20)}`,
  npm: `np${'m_'}${random(36)}`,
  'Slack bot': `xo${'xb-'}123456789012-${random(24)}`,
  'Slack user': `xo${'xp-'}123456789012-${random(24)}`,
  'AWS key id': `AK${'IA'}IOSFODNN7EXAMPLE`,
  'AWS temporary key id': `AS${'IA'}IOSFODNN7EXAMPLE`,
  Google: `AI${'za'}${random(35)}`,
  Stripe: `sk${'_live_'}${random(24)}`,
  'Stripe restricted': `rk${'_live_'}${random(24)}`,
  SendGrid: `S${'G.'}${random(22)}.${random(43)}`,
  Twilio: `S${'K'}${hex(32)}`,
  'OpenAI legacy': `sk${'-'}${random(48)}`,
  'OpenAI project': `sk${'-proj-'}${random(30)}-${random(30)}_${random(20)}`,
  Anthropic: `sk${'-ant-'}api03-${random(40)}-${random(40)}`,
  'Hugging Face': `h${'f_'}${random(34)}`,
  JWT: `ey${'J'}${random(30)}.ey${'J'}${random(60)}.${random(40)}_-x`,
  'RSA key': `-----BEGIN RSA ${'PRIVATE'} KEY-----\n${random(64)}\n${random(64)}\n-----END RSA ${'PRIVATE'} KEY-----`,
  'GCP key': `-----BEGIN ${'PRIVATE'} KEY-----\\n${random(64)}\\n${random(20)}==\\n-----END ${'PRIVATE'} KEY-----`,
  'OpenSSH key': `-----BEGIN OPENSSH ${'PRIVATE'} KEY-----\n${random(64)}\n-----END OPENSSH ${'PRIVATE'} KEY-----`,
}

describe('masks a token alone, wherever it stands', () => {
  it.each(Object.entries(TOKENS))('%s', (_, token) => {
    for (const [before, after] of [
      ['', ''],
      ['cd app && ', ' npm test'],
      ['.github/workflows/', '/x.yml'],
      ['LABEL k="', '"'],
      ['(', ')'],
      ["curl -d x 'https://example.com/?a=", "&b=2'"],
    ]) {
      expect(sanitize(`${before}${token}${after}`)).toBe(`${before}***${after}`)
    }
  })
})

const PASSWORD = `Pw${random(18)}`
const AWS_SECRET = `${random(30)}/+${random(8)}`

it.each([
  // Named values.
  [`NPM_TOKEN=${PASSWORD} vitest run`, 'NPM_TOKEN=*** vitest run'],
  [`AWS_SECRET_ACCESS_KEY=${AWS_SECRET} pnpm test`, 'AWS_SECRET_ACCESS_KEY=*** pnpm test'],
  [`aws_secret_access_key = ${AWS_SECRET}`, 'aws_secret_access_key = ***'],
  ['PASSWORD=hunter2 npm test', 'PASSWORD=*** npm test'],
  ['DB_PASS=hunter2;npm test', 'DB_PASS=***;npm test'],
  ['export DB_PASSWORD="correct horse" && npm test', 'export DB_PASSWORD="***" && npm test'],
  ["export JWT_SECRET='&=x y'", "export JWT_SECRET='***'"],
  ['SECRET_KEY_BASE=abc', 'SECRET_KEY_BASE=***'],
  ['cross-env API_SECRET=YWJjZA== node x', 'cross-env API_SECRET=*** node x'],
  ['node x --password hunter2 --port 80', 'node x --password *** --port 80'],
  ['node x --password "hunter 2" --port 80', 'node x --password "***" --port 80'],
  ['node x --token=hunter2', 'node x --token=***'],
  [`CMD ["node", "--key=${random(40)}"]`, 'CMD ["node", "--key=***"]'],
  [`curl "https://example.com/x?token=${PASSWORD}&a=b"`, 'curl "https://example.com/x?token=***&a=b"'],
  [`curl -d '{"user":"a","password":"hunter2"}'`, `curl -d '{"user":"a","password":"***"}'`],
  ['curl -d "{\\"password\\": \\"hunter2\\"}"', 'curl -d "{\\"password\\": \\"***\\"}"'],
  [`echo 'password: ${PASSWORD}' > x`, "echo 'password: ***' > x"],
  [`echo //r.example/:_authToken=${PASSWORD} > .npmrc`, 'echo //r.example/:_authToken=*** > .npmrc'],
  ['//r.example/:_auth=dXNlcjpwYXNz', '//r.example/:_auth=***'],
  ['//r.example/:_password=aHVudGVyMg==', '//r.example/:_password=***'],
  [`secret: token=${PASSWORD}`, 'secret: token=***'],
  [`TOKEN=$A TOKEN=${PASSWORD}`, 'TOKEN=$A TOKEN=***'],
  // Headers and logins.
  ["curl -H 'Authorization: Bearer x'", "curl -H 'Authorization: Bearer ***'"],
  [`curl -H "authorization: token ${PASSWORD}"`, 'curl -H "authorization: token ***"'],
  [`"Bearer ${PASSWORD}"`, '"Bearer ***"'],
  ['curl -s -u admin:hunter2 https://example.com', 'curl -s -u admin:*** https://example.com'],
  ['docker login -u me -p hunter2 example.com', 'docker login -u me -p *** example.com'],
  // URLs.
  ['postgres://app:hunter2@db:5432/app', 'postgres://***@db:5432/app'],
  ['https://hunter2@example.com/x.git', 'https://***@example.com/x.git'],
  ['priv@https://u:hunter2@npm.example/x.tgz', 'priv@https://***@npm.example/x.tgz'],
  ['redis://:hunter2@cache', 'redis://***@cache'],
  ['mongodb+srv://a:p@ss@db.example/x', 'mongodb+srv://***@db.example/x'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a workflow's expression
  ['https://${{ github.actor }}:hunter2@example.com', 'https://***@example.com'],
  [`git+https://${TOKENS['GitHub classic']}:x-oauth-basic@github.com/a/b.git#v1`, 'git+https://***@github.com/a/b.git#v1'],
  [`FROM u:${PASSWORD}@registry.example.com/node:20`, 'FROM u:***@registry.example.com/node:20'],
  [`https://hooks.slack.com/services/T0/B0/${random(24)}`, 'https://hooks.slack.com/services/***'],
])('masks the secret in %s', (text, masked) => {
  expect(sanitize(text)).toBe(masked)
  expect(sanitize(masked)).toBe(masked)
})

/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: expressions of workflows and shells */
it.each([
  // References.
  ...['TOKEN=$TOKEN x', 'TOKEN="${TOKEN}"', 'TOKEN=${{ secrets.X }}', 'set TOKEN=%X%', 'TOKEN=\\$X', 'TOKEN=$(cat x)', 'TOKEN=`cat x`'],
  ...['--password "$X"', '--token ${{ github.token }}', '--build-secret A_TOKEN=${{ secrets.A_TOKEN }}', 'password={{ .Values.password }}'],
  ...[
    '//r.example/:_authToken=${NPM_TOKEN}',
    'Authorization: Bearer $TOKEN',
    'Authorization: Bearer ${{ secrets.X }}',
    'token = var.token',
  ],
  ...['https://x-access-token:${{ secrets.X }}@github.com/a/b', 'https://$TOKEN@github.com/a/b', 'postgres://$USER:${PASSWORD}@db/x'],
  ...[
    'docker login -u $U -p $P',
    'docker login -u a --password-stdin',
    'curl -u $U:$P x',
    'gh auth login --with-token < x',
    'PASSWORD= npm test',
  ],
  // Names that only sound like it.
  ...[
    'refresh-token',
    'npm run token:refresh',
    'npm run refresh-token -- --all',
    'node refresh-token.js',
    '@octokit/auth-token',
    'js-tokens@4.0.0',
  ],
  ...['"@octokit/auth-token": "^6.0.0"', '"jsonwebtoken": "9.0.3"', '"@inquirer/password": "npm:^4.0.23"', 'jsonwebtoken: "npm:9.0.3"'],
  ...['npm_config_build_from_source=true', 'npm_lifecycle_event', 'id-token: write', 'secrets: inherit', 'token: true', 'MAX_TOKENS=4096'],
  ...[
    'docker build --secret id=npmrc,src=.npmrc .',
    'RUN --mount=type=secret,id=npm_token npm ci',
    '--key=./certs/server-2024.key',
    'key: v1-deps-{{ x }}',
  ],
  ...[
    'PASSWORD_FILE=/run/secrets/db',
    'DB_PASSWORD=/run/secrets/db',
    'TOKEN_URL=https://example.com/oauth',
    'auth=basic',
    'sk-loading-indicator-component-with-a-name',
  ],
  ...[
    'KEY=packages/a/src/index.ts',
    'cache-key=Linux-node20-build-0a1b2c3d4e5f',
    '--set auth.existingSecret=my-redis-auth',
    'if [ "$TOKEN" == "" ]',
  ],
  ...[
    'secretName: my-app-tls',
    'kubectl create secret generic db',
    'Error: no token=> found',
    'grep -- "-----BEGIN RSA PRIVATE KEY-----" x && npm test',
  ],
  // Facts that look generated.
  ...[
    `sha512-${random(86)}==`,
    hex(40),
    hex(64),
    `node@sha256:${hex(64)}`,
    `docker://node:20@sha256:${hex(64)}`,
    '123e4567-e89b-12d3-a456-426614174000',
  ],
  ...[
    `git checkout ${hex(40)}`,
    `actions/checkout@${hex(40)}`,
    `integrity: sha512-${random(86)}==`,
    'pkg@npm:1.2.3',
    `https://example.com/${random(60)}.tgz`,
  ],
  // URLs without a secret.
  ...[
    'git@github.com:a/b.git',
    'ssh://git@github.com/a/b.git',
    'git+ssh://me@example.com/a.git',
    'https://example.com/@scope/x@1.0.0',
    'https://a.b/?q=c@d.e',
  ],
  ...[
    'http://localhost:3000',
    'mailto:someone@example.com',
    'npm:foo@1.2.3',
    'ftp://[user@]host/path',
    'file:../x',
    'http://localhost:3000/home/index',
  ],
  // Paths that are nobody's home.
  ...[
    'src/home/index.ts',
    '@/home/view.vue',
    '${ROOT}/home/x',
    './Users/x.ts',
    '/home/node/app/server.js',
    '/home/runner/work',
    '/Users/Shared/x',
    '/home/$USER/x',
  ],
  ...['https://example.com/home/alice', 'C:\\Users\\Public\\x', 'WORKDIR /home', 'curl localhost/Users/me', '/home/.gitignore', '~/x'],
])('keeps %s', (text) => {
  expect(sanitize(text)).toBe(text)
})
/* biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above */

it.each([
  ['vitest run --root /home/alice/work/x', 'vitest run --root ~/work/x'],
  ['file:/Users/bob/src/priv', 'file:~/src/priv'],
  ['file:///home/alice/x', 'file://~/x'],
  ['PATH=/usr/bin:/home/alice/bin:$PATH', 'PATH=/usr/bin:~/bin:$PATH'],
  ['"/home/alice"', '"~"'],
  ['gcc -I/home/jürgen/include', 'gcc -I~/include'],
  ['C:\\Users\\carol\\acme', '~\\acme'],
  ['"c:\\\\Users\\\\carol\\\\acme"', '"~\\\\acme"'],
  ['cd C:/Users/carol/acme', 'cd ~/acme'],
  ['/mnt/c/Users/carol/acme', '~/acme'],
  ['/c/Users/carol/acme', '~/acme'],
])('shortens the home directory in %s', (text, masked) => {
  expect(sanitize(text)).toBe(masked)
  expect(sanitize(masked)).toBe(masked)
})

describe('trees', () => {
  it('gives the same reference when nothing changes', () => {
    const value: Json = { scripts: { test: 'vitest run' }, list: [1, null, true, { 'a.b': ['x'] }], empty: [{}, []] }
    expect(sanitize(value)).toBe(value)
  })

  it('copies only what changes, leaves the input alone and keeps the order of keys', () => {
    const value = { b: ['x'], a: [{ run: 'TOKEN=hunter2 x' }, 'y'], c: { d: 1 } }
    const result = sanitize(value) as typeof value
    expect(JSON.stringify(result)).toBe('{"b":["x"],"a":[{"run":"TOKEN=*** x"},"y"],"c":{"d":1}}')
    expect([result.b === value.b, result.c === value.c, value.a[0]]).toEqual([true, true, { run: 'TOKEN=hunter2 x' }])
  })

  it('masks keys; keys that differ in their secrets alone stay apart', () => {
    const value = { [`${TOKENS.npm}.yml`]: 1, '***.yml': 2, [`${TOKENS['GitHub classic']}.yml`]: 3, [`${TOKENS.npm}`]: 4, '/home/alice': 5 }
    expect(sanitize(value)).toEqual({ '***.yml': 1, '***.yml (2)': 2, '***.yml (3)': 3, '***': 4, '~': 5 })
  })

  it('treats __proto__ as data and keeps null prototypes', () => {
    const own = JSON.parse('{"__proto__":{"run":"TOKEN=hunter2"},"constructor":"x"}')
    expect(JSON.stringify(sanitize(own))).toBe('{"__proto__":{"run":"TOKEN=***"},"constructor":"x"}')
    const bare = Object.assign(Object.create(null), { a: 'TOKEN=hunter2' })
    expect(Object.getPrototypeOf(sanitize(bare))).toBe(null)
    expect(({} as Record<string, unknown>)['run']).toBe(undefined)
  })

  it('makes strings well-formed, keys too', () => {
    expect(sanitize({ 'a\ud800': ['\udc00b', 'é😀'] })).toEqual({ 'a\ufffd': ['\ufffdb', 'é😀'] })
  })

  it('leaves no token, whatever stands around it', () => {
    const token = fc
      .tuple(fc.constantFrom(...Object.values(TOKENS)), fc.constantFrom(' ', '"', '\n', '@a.b/', ':', '&', ';'))
      .map((pair) => pair.join(''))
    const other = fc.constantFrom(...'TOKEN=|--password |https://|/home/|Bearer |curl -u |:|"|$|{{| |=|\n'.split('|'), "'")
    fc.assert(
      fc.property(fc.array(fc.oneof(token, other), { maxLength: 12 }), (parts) => {
        const masked = sanitize(parts.join('')) as string
        expect(Object.values(TOKENS).filter((secret) => masked.includes(secret))).toEqual([])
      }),
      { numRuns: 3000 },
    )
  })

  it('overflows neither on deep trees nor on long texts', () => {
    let deep: Json = 'TOKEN=hunter2'
    for (let depth = 0; depth < 1000; depth++) deep = [deep]
    expect(JSON.stringify(sanitize(deep))).toContain('TOKEN=***')
    const long = 'a'.repeat(20_000_000)
    expect(
      [`TOKEN=${long} x`, `https://${long}`, `TOKEN="$${long}" TOKEN=hunter2`].map((text) => (sanitize(text) as string).slice(-40)),
    ).toEqual([
      'TOKEN=***… (cut, 20000008 characters)',
      `${'a'.repeat(12)}… (cut, 20000008 characters)`,
      `${'a'.repeat(12)}… (cut, 20000023 characters)`,
    ])
  })

  it('cuts long texts, after the masks, and says how long they were', () => {
    const secret = `${'x'.repeat(16_200)} TOKEN=${'s3cret'.repeat(100)} ${'y'.repeat(1000)}`
    const text = sanitize(secret) as string
    expect(text).toBe(`${'x'.repeat(16_200)} TOKEN=*** ${'y'.repeat(73)}… (cut, 17211 characters)`)
    expect(sanitize({ ['k'.repeat(16_384)]: 1, [`${'k'.repeat(16_384)}2`]: 2 })).toEqual({
      ['k'.repeat(16_384)]: 1,
      [`${'k'.repeat(16_284)}… (cut, 16385 characters)`]: 2,
    })
    expect(sanitize(`${'x'.repeat(16_283)}${'😀'.repeat(100)}`)).toBe(`${'x'.repeat(16_283)}\ufffd… (cut, 16483 characters)`)
    expect(sanitize(text)).toBe(text)
  })

  it('tells of each text that it cuts', () => {
    let cuts = 0
    sanitize(
      { short: 'x'.repeat(16_384), long: ['x'.repeat(16_385), `TOKEN=${'x'.repeat(16_385)}`], ['k'.repeat(16_385)]: null },
      () => void cuts++,
    )
    expect(cuts).toBe(2)
  })
})

it('has a version for cache keys', () => {
  expect(SANITIZER_VERSION).toBe(2)
})
