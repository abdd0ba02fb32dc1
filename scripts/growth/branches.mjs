// Each leads to two others, sixty times in a row: whoever follows all ways never ends. Name -> bytes that its largest file may have, and the files for `n` of it.
import { json, lines, lock, MB, manifest, many, map, pod, workflow } from './shapes.mjs'

export default {
  'scripts that branch': [
    MB,
    () =>
      manifest({
        scripts: {
          test: 'npm run s0',
          ...map(
            60,
            (i) => `s${i}`,
            (i) => `npm run s${i + 1} && npm run s${i + 2}`,
          ),
        },
      }),
  ],
  'scripts that run all': [
    4.8 * MB,
    (n) =>
      manifest({
        scripts: map(
          n / 20,
          (i) => `s:${i}`,
          () => 'run-s s:*',
        ),
      }),
  ],
  'scripts that branch in CI': [
    MB,
    () => ({
      ...workflow('on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: npm run s0\n'),
      ...manifest({
        scripts: map(
          60,
          (i) => `s${i}`,
          (i) => `npm run s${i + 1} && npm run s${i + 2}`,
        ),
      }),
    }),
  ],
  'tsconfigs that branch': [
    MB,
    () => ({
      ...manifest({ devDependencies: { typescript: '5' } }),
      'tsconfig.json': '{"extends": "./t0.json"}',
      ...map(
        60,
        (i) => `t${i}.json`,
        (i) =>
          json({
            extends: [`./t${i + 1}.json`, `./t${i + 2}.json`],
            references: [{ path: `./t${i + 1}.json` }, { path: `./t${i + 2}.json` }],
          }),
      ),
    }),
  ],
  'workflows that branch': [
    MB,
    () => ({
      ...workflow('on: push\njobs:\n  a:\n    uses: ./.github/workflows/w0.yml\n'),
      ...map(
        60,
        (i) => `.github/workflows/w${i}.yml`,
        (i) =>
          `on: workflow_call\njobs:\n  a:\n    uses: ./.github/workflows/w${i + 1}.yml\n  b:\n    uses: ./.github/workflows/w${i + 2}.yml\n`,
      ),
    }),
  ],
  'actions that branch': [
    MB,
    () => ({
      ...workflow('on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ./.github/actions/a0\n'),
      ...map(
        60,
        (i) => `.github/actions/a${i}/action.yml`,
        (i) =>
          `runs:\n  using: composite\n  steps:\n    - uses: ./.github/actions/a${i + 1}\n    - uses: ./.github/actions/a${i + 2}\n    - run: npm test\n      shell: bash\n`,
      ),
    }),
  ],
  'gitlab jobs that branch': [
    MB,
    () => ({
      ...manifest({}),
      '.gitlab-ci.yml': lines(
        60,
        (i) =>
          `j${i}:\n  extends: [j${i + 1}, j${i + 2}]\n  script:\n    - !reference [j${i + 1}, script]\n    - !reference [j${i + 2}, script]`,
      ),
    }),
  ],
  'gitlab files that branch': [
    MB,
    () => ({
      ...manifest({}),
      '.gitlab-ci.yml': 'include: [/g0.yml]\n',
      ...map(
        60,
        (i) => `g${i}.yml`,
        (i) => `include: [/g${i + 1}.yml, /g${i + 2}.yml]\n`,
      ),
    }),
  ],
  'azure templates that branch': [
    MB,
    () => ({
      ...manifest({}),
      'azure-pipelines.yml': 'steps:\n  - template: t0.yml\n',
      ...map(
        60,
        (i) => `t${i}.yml`,
        (i) => `steps:\n  - template: t${i + 1}.yml\n  - template: t${i + 2}.yml\n`,
      ),
    }),
  ],
  'circleci commands that branch': [
    MB,
    () => ({
      ...manifest({}),
      '.circleci/config.yml': `version: 2.1\ncommands:\n${lines(60, (i) => `  c${i}:\n    steps:\n      - c${i + 1}\n      - c${i + 2}`)}\njobs:\n  a:\n    docker: [{image: a}]\n    steps:\n      - c0\nworkflows:\n  w:\n    jobs: [a]\n`,
    }),
  ],
  'make targets that branch': [
    MB,
    () => ({
      ...manifest({}),
      Makefile: `all: t0\n${lines(60, (i) => `t${i}: t${i + 1} t${i + 2}\n\t$(MAKE) t${i + 1} t${i + 2}`)}`,
      justfile: lines(60, (i) => `t${i}: t${i + 1} t${i + 2}\n  just t${i + 1}`),
      'Taskfile.yml': `version: '3'\ntasks:\n${lines(60, (i) => `  t${i}:\n    cmds:\n      - task: t${i + 1}\n      - task: t${i + 2}`)}`,
      '.github/workflows/ci.yml':
        'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: make all\n      - run: just t0\n      - run: task t0\n',
    }),
  ],
  'turbo tasks that branch': [
    MB,
    () => ({
      ...manifest({ devDependencies: { turbo: '2', nx: '20' }, scripts: { test: 'turbo run t0' } }),
      'turbo.json': json({
        tasks: map(
          60,
          (i) => `t${i}`,
          (i) => ({ dependsOn: [`t${i + 1}`, `^t${i + 2}`] }),
        ),
      }),
      'nx.json': json({
        targetDefaults: map(
          60,
          (i) => `t${i}`,
          (i) => ({ dependsOn: [`t${i + 1}`, `^t${i + 2}`] }),
        ),
      }),
    }),
  ],
  'compose services that branch': [
    MB,
    () => ({
      ...manifest({}),
      'compose.yaml': `include: [c0.yaml]\nservices: {}\n`,
      ...map(
        60,
        (i) => `c${i}.yaml`,
        (i) => `include: [c${i + 1}.yaml, c${i + 2}.yaml]\nservices:\n  s:\n    extends: {file: c${i + 1}.yaml, service: s}\n`,
      ),
    }),
  ],
  'bake targets that branch': [
    MB,
    () => ({
      ...manifest({}),
      Dockerfile: 'FROM node\n',
      'docker-bake.json': json({
        group: { default: { targets: ['t0'] } },
        target: map(
          60,
          (i) => `t${i}`,
          (i) => ({ inherits: [`t${i + 1}`, `t${i + 2}`], contexts: { a: `target:t${i + 1}` } }),
        ),
      }),
    }),
  ],
  'kustomizations that branch': [
    MB,
    () => ({
      ...manifest({}),
      'k60/d.yaml': pod(0),
      ...map(
        60,
        (i) => `k${i}/kustomization.yaml`,
        (i) => `resources:\n  - ../k${i + 1}\n  - ../k${i + 2}\nnamePrefix: a-\n`,
      ),
    }),
  ],
  'components that name each other': [
    MB,
    () => ({
      ...manifest({}),
      'k/d.yaml': pod(0),
      'k/kustomization.yaml': `resources: [d.yaml]\ncomponents:\n${lines(30, (i) => `  - ../c${i}`)}`,
      ...map(
        30,
        (i) => `c${i}/kustomization.yaml`,
        () => `kind: Component\ncomponents:\n${lines(30, (i) => `  - ../c${i}`)}`,
      ),
    }),
  ],
  'charts that branch': [
    MB,
    () => ({
      ...manifest({}),
      ...map(
        60,
        (i) => `c${i}/Chart.yaml`,
        (i) =>
          `apiVersion: v2\nname: c${i}\nversion: 1.0.0\ndependencies:\n  - name: c${i + 1}\n    version: 1.0.0\n    repository: file://../c${i + 1}\n  - name: c${i + 2}\n    version: 1.0.0\n    repository: file://../c${i + 2}\n`,
      ),
      ...map(
        60,
        (i) => `c${i}/templates/d.yaml`,
        () => pod(0),
      ),
    }),
  ],
  'templates that branch': [
    MB,
    () => ({
      ...manifest({}),
      'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'c/templates/_h.tpl': lines(60, (i) => `{{ define "h${i}" }}{{ include "h${i + 1}" . }}{{ template "h${i + 2}" . }}{{ end }}`),
      'c/templates/d.yaml': 'kind: Deployment\nmetadata:\n  name: {{ include "h0" . }}\n',
    }),
  ],
  'workspaces in workspaces': [
    MB,
    () => ({
      ...manifest({ workspaces: ['**'] }),
      ...map(
        60,
        (i) => `${many(i + 1, () => 'a').join('/')}/package.json`,
        () => json({ name: 'a', workspaces: ['**', '*/**', 'a/*'] }),
      ),
    }),
  ],
  'braces of globs': [
    MB,
    () =>
      manifest({
        workspaces: ['{a,b}'.repeat(40), '{a,{b,{c,{d,e}}}}*'.repeat(20), '**/'.repeat(500), '*a'.repeat(5000)],
        files: ['{a,b}'.repeat(40)],
      }),
  ],
  'packages in a circle': [
    4 * MB,
    (n) =>
      lock({
        '': { dependencies: { p0: '1' } },
        ...map(
          n / 4,
          (i) => `node_modules/p${i}`,
          (i) => ({ version: '1.0.0', dependencies: { [`p${i + 1}`]: '1', [`p${i + 2}`]: '1', [`p${i - 1}`]: '1', p0: '1' } }),
        ),
      }),
  ],
}
