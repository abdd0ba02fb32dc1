// Manifests, workspaces and configurations of TypeScript. Name -> bytes that its largest file may have, and the files for `n` of it.
import { ANY, json, lines, MB, manifest, many, map } from './shapes.mjs'

export default {
  scripts: [
    4.8 * MB,
    (n) =>
      manifest({
        scripts: map(
          n,
          (i) => `s${i}`,
          (i) => `node a${i}.js && npm run s${i + 1}`,
        ),
      }),
  ],
  'scripts that call one': [
    4.8 * MB,
    (n) =>
      manifest({
        scripts: map(
          n,
          (i) => `s${i}`,
          () => 'npm run s0',
        ),
      }),
  ],
  'scripts of a test tool': [
    4.8 * MB,
    (n) =>
      manifest({
        scripts: map(
          n,
          (i) => `test:${i}`,
          (i) => `vitest run src/${i}`,
        ),
      }),
  ],
  'a script that calls many': [
    4.8 * MB,
    (n) =>
      manifest({
        scripts: {
          test: lines(n, (i) => `npm run s${i} &&`),
          ...map(
            100,
            (i) => `s${i}`,
            () => 'tsc',
          ),
        },
      }),
  ],
  'malformed scripts': [
    4.8 * MB,
    (n) =>
      manifest({
        scripts: map(
          n,
          (i) => `s${i}`,
          (i) => i,
        ),
      }),
  ],
  dependencies: [4.8 * MB, (n) => manifest({ dependencies: map(n, (i) => `p${i}`) })],
  'dependencies of a long key': [4.8 * MB, (n) => manifest({ ['k'.repeat(2 * MB)]: map(n, (i) => `p${i}`) })],
  'exports and files': [
    4.8 * MB,
    (n) =>
      manifest({
        exports: map(
          n,
          (i) => `./e${i}`,
          (i) => `./dist/${i}.js`,
        ),
        files: many(n, (i) => `f${i}`),
        bin: map(n, (i) => `b${i}`),
      }),
  ],
  'globs of a workspace': [
    4.8 * MB,
    (n) => ({
      ...manifest({ workspaces: many(n, (i) => `packages/p${i}/*`) }),
      ...map(
        200,
        (i) => `packages/p${i}/a/package.json`,
        () => '{}',
      ),
    }),
  ],
  'globs of pnpm': [
    2 * MB,
    (n) => ({
      ...manifest({}),
      'pnpm-workspace.yaml': `packages:\n${lines(n, (i) => `  - packages/p${i}/**`)}\n`,
      ...map(
        200,
        (i) => `packages/p${i}/a/package.json`,
        () => '{}',
      ),
    }),
  ],
  'negated globs': [
    MB / 2,
    (n) => ({
      ...manifest({ workspaces: ['**', ...many(n, (i) => `!a${i}/**/b*`)] }),
      ...map(
        200,
        (i) => `packages/p${i}/a/package.json`,
        () => '{}',
      ),
    }),
  ],
  members: [
    ANY,
    (n) => ({
      ...manifest({ workspaces: ['packages/*'] }),
      ...map(
        n / 20,
        (i) => `packages/p${i}/package.json`,
        (i) =>
          json({
            name: `p${i}`,
            scripts: { test: 'vitest run', build: 'tsc' },
            dependencies: { [`p${i + 1}`]: 'workspace:*', react: '18' },
          }),
      ),
    }),
  ],
  'nested workspaces': [
    ANY,
    (n) =>
      map(
        n / 50,
        (i) => `w${i}/package.json`,
        () => json({ workspaces: ['../**', '*'] }),
      ),
  ],
  tsconfigs: [
    ANY,
    (n) => ({
      ...manifest({ devDependencies: { typescript: '5' } }),
      ...map(
        n / 50,
        (i) => `p${i}/tsconfig.json`,
        (i) => json({ extends: `../p${i + 1}/tsconfig.json`, references: many(20, (r) => ({ path: `../p${(i + r) % (n / 50)}` })) }),
      ),
    }),
  ],
  'paths of a tsconfig': [
    9 * MB,
    (n) => ({
      ...manifest({ devDependencies: { typescript: '5' } }),
      'tsconfig.json': json({
        compilerOptions: {
          paths: map(
            n,
            (i) => `@a${i}/*`,
            (i) => [`p${i}/*`],
          ),
        },
        references: many(n, (i) => ({ path: `p${i}` })),
      }),
    }),
  ],
  'a tsconfig of comments': [
    9 * MB,
    (n) => ({
      ...manifest({ devDependencies: { typescript: '5' } }),
      'tsconfig.json': `${'/* a */ // b\n'.repeat(n)}{${'/*'.repeat(1000)}*/}`,
    }),
  ],
}
