// Tests, documents, lockfiles and the rest. Name -> bytes that its largest file may have, and the files for `n` of it.
import { ANY, json, lines, lock, MB, manifest, many, map } from './shapes.mjs'

export default {
  coverage: [
    9 * MB,
    (n) => ({ ...manifest({}), 'coverage/lcov.info': lines(n, (i) => `SF:src/f${i}.ts\nDA:1,1\nLF:1\nLH:1\nend_of_record`) }),
  ],
  'coverage, one file': [
    9 * MB,
    (n) => ({ ...manifest({}), 'coverage/lcov.info': `SF:src/f.ts\n${lines(n, (i) => `DA:${i},1`)}\nend_of_record` }),
  ],
  'coverage as XML': [
    9 * MB,
    (n) => ({
      ...manifest({}),
      'coverage/cobertura-coverage.xml': `<coverage line-rate="0.5">${'<a b="c">'.repeat(n)}`,
      'coverage/clover.xml': `<coverage><project>${'<metrics a="'.repeat(n)}`,
    }),
  ],
  'a README of commands': [
    9 * MB,
    (n) => ({
      ...manifest({ scripts: { test: 'a' } }),
      'README.md': lines(n, (i) => `\`\`\`sh\nnpm run s${i}\n\`\`\`\nNode ${i}.1 is needed`),
    }),
  ],
  'a README of marks': [
    9 * MB,
    (n) => ({
      ...manifest({}),
      'README.md': `${'`'.repeat(n)}${'[a]('.repeat(n)}${'<!--'.repeat(n)}${'~~~\n'.repeat(n)}${' '.repeat(n)}x`,
    }),
  ],
  READMEs: [
    ANY,
    (n) => ({
      ...manifest({}),
      ...map(
        n / 20,
        (i) => `p${i}/README.md`,
        () => '# a\n```sh\nnpm test\n```\n',
      ),
    }),
  ],
  'files of tests': [
    ANY,
    (n) => ({
      ...manifest({ devDependencies: { vitest: '3' } }),
      ...map(
        n / 2,
        (i) => `src/a${i % 100}/f${i}.test.ts`,
        () => '',
      ),
    }),
  ],
  'a configuration of tests': [
    9 * MB,
    (n) => ({
      ...manifest({ devDependencies: { vitest: '3', jest: '29' } }),
      'vitest.config.ts': `export default { test: { include: [${many(n, (i) => `'a${i}/**/*.ts'`)}] } }`,
      'jest.config.js': `module.exports = { testMatch: [${many(n, (i) => `'**/a${i}/*.js'`)}] }`,
      ...map(
        200,
        (i) => `src/f${i}.test.ts`,
        () => '',
      ),
    }),
  ],
  'a configuration of braces': [
    9 * MB,
    (n) => ({
      ...manifest({ devDependencies: { vitest: '3', vite: '5' } }),
      'vitest.config.ts': 'export default {'.repeat(n),
      'vite.config.ts': `export default ${'('.repeat(n)}`,
      'webpack.config.js': `module.exports = ${"['a',".repeat(n)}`,
      'rollup.config.js': `${'`${'.repeat(n)}`,
      'jest.config.js': `${'/'.repeat(n)} ${'/*'.repeat(n)}`,
    }),
  ],
  'package-lock.json': [
    20 * MB,
    (n) =>
      lock({
        '': { dependencies: { p0: '1.0.0' } },
        ...map(
          n,
          (i) => `node_modules/p${i}`,
          (i) => ({ version: '1.0.0', dependencies: { [`p${i + 1}`]: '1.0.0' } }),
        ),
      }),
  ],
  'package-lock.json, deep': [
    MB,
    (n) =>
      lock({
        '': { dependencies: { p0: '1.0.0' } },
        ...map(
          Math.min(n, 400),
          (i) => many(i + 1, (p) => `node_modules/p${p}`).join('/'),
          () => ({ version: '1.0.0' }),
        ),
      }),
  ],
  'pnpm-lock.yaml': [
    20 * MB,
    (n) => ({
      ...manifest({ dependencies: { p0: '1.0.0' } }),
      'pnpm-lock.yaml': `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      p0:\n        specifier: 1.0.0\n        version: 1.0.0\n\npackages:\n\n${lines(n, (i) => `  p${i}@1.0.0:\n    resolution: {integrity: sha512-a}\n`)}\nsnapshots:\n\n${lines(n, (i) => `  p${i}@1.0.0:\n    dependencies:\n      p${i + 1}: 1.0.0\n`)}`,
    }),
  ],
  'pnpm importers': [
    20 * MB,
    (n) => ({
      ...manifest({}),
      'pnpm-lock.yaml': `lockfileVersion: '9.0'\n\nimporters:\n\n${lines(n / 4, (i) => `  packages/p${i}:\n    dependencies:\n      a:\n        specifier: 1.0.0\n        version: link:../p${i + 1}\n`)}`,
    }),
  ],
  'yarn.lock': [
    20 * MB,
    (n) => ({
      ...manifest({ dependencies: { p0: '1.0.0' } }),
      'yarn.lock': `# yarn lockfile v1\n\n${lines(n, (i) => `p${i}@1.0.0, p${i}@^1.0.0:\n  version "1.0.0"\n  dependencies:\n    p${i + 1} "1.0.0"\n`)}`,
    }),
  ],
  'yarn.lock, one entry': [
    20 * MB,
    (n) => ({
      ...manifest({ dependencies: { p0: '1.0.0' } }),
      'yarn.lock': `# yarn lockfile v1\n\n${many(n, (i) => `p0@${i}`).join(', ')}:\n  version "1.0.0"\n`,
    }),
  ],
  'yarn.lock, berry': [
    20 * MB,
    (n) => ({
      ...manifest({ dependencies: { p0: '1.0.0' } }),
      'yarn.lock': `__metadata:\n  version: 8\n\n${lines(n, (i) => `"p${i}@npm:1.0.0, p${i}@npm:^1.0.0":\n  version: 1.0.0\n  resolution: "p${i}@npm:1.0.0"\n  dependencies:\n    p${i + 1}: "npm:1.0.0"\n  languageName: node\n  linkType: hard\n`)}`,
    }),
  ],
  'bun.lock': [
    20 * MB,
    (n) => ({
      ...manifest({ dependencies: { p0: '1.0.0' } }),
      'bun.lock': json({
        lockfileVersion: 1,
        workspaces: { '': { dependencies: { p0: '1.0.0' } } },
        packages: map(
          n,
          (i) => `p${i}`,
          (i) => [`p${i}@1.0.0`, '', { dependencies: { [`p${i + 1}`]: '1.0.0' } }, 'sha512-a'],
        ),
      }),
    }),
  ],
  'turbo and nx': [
    9 * MB,
    (n) => ({
      ...manifest({ devDependencies: { turbo: '2', nx: '20' } }),
      'turbo.json': json({
        tasks: map(
          n,
          (i) => `t${i}`,
          (i) => ({ dependsOn: [`^t${i + 1}`] }),
        ),
      }),
      'nx.json': json({
        targetDefaults: map(
          n,
          (i) => `t${i}`,
          (i) => ({ dependsOn: [`t${i + 1}`] }),
        ),
      }),
      'project.json': json({
        name: 'a',
        targets: map(
          n / 4,
          (i) => `t${i}`,
          () => ({ executor: 'nx:run-commands', options: { command: 'vite build' } }),
        ),
      }),
    }),
  ],
  'nx projects': [
    ANY,
    (n) => ({
      ...manifest({ devDependencies: { nx: '20' } }),
      'nx.json': '{}',
      ...map(
        n / 50,
        (i) => `p${i}/project.json`,
        (i) => json({ name: `p${i}`, targets: { test: { executor: '@nx/vite:test' } } }),
      ),
    }),
  ],
  makefile: [
    2 * MB,
    (n) => ({
      ...manifest({}),
      Makefile: lines(n, (i) => `t${i}: t${i + 1}\n\tnpm run s${i}`),
      Taskfile: '',
      justfile: lines(n, (i) => `t${i}: t${i + 1}\n  npm run s${i}`),
    }),
  ],
  'engines and ranges': [
    MB,
    (n) => manifest({ engines: { node: many(n, (i) => `>=${i}.0.0 <${i + 1}`).join(' || '), npm: many(n, () => '^1').join(' || ') } }),
  ],
  'versions for tools': [
    MB,
    (n) => ({
      ...manifest({}),
      '.nvmrc': 'v'.repeat(n),
      '.tool-versions': lines(n, (i) => `nodejs ${i}`),
      'mise.toml': `[tools]\n${lines(n, (i) => `a${i} = "${i}"`)}`,
    }),
  ],
  'ignore rules': [
    MB,
    (n) => ({
      ...manifest({}),
      '.gitignore': lines(n, (i) => `**/a*b*c${i}/**/d*`),
      ...map(
        200,
        (i) => `src/aaaaabbbbbccccc${i}/f.ts`,
        () => '',
      ),
    }),
  ],
  'one word': [
    9 * MB,
    (n) => ({
      ...manifest({ description: 'sk-'.repeat(n) }),
      'README.md': 'token='.repeat(n),
      'compose.yaml': `services:\n  a:\n    image: ${'a/'.repeat(n)}\n    command: ${'--key '.repeat(n)}\n`,
    }),
  ],
}
