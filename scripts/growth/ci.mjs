// CI. Name -> bytes that its largest file may have, and the files for `n` of it.
import { ANY, job, LIBRARY, lines, MB, manifest, many, map, workflow } from './shapes.mjs'

export default {
  jobs: [9 * MB, (n) => workflow(`on: push\njobs:\n${lines(n, job)}\n`)],
  'jobs for the library': [LIBRARY, (n) => workflow(`on: &on push\njobs:\n${lines(n, job)}\n`)],
  'jobs with nothing': [LIBRARY, (n) => workflow(`on: &on push\njobs:\n${lines(n, (i) => `  j${i}: {}`)}\n`)],
  'jobs that need each other': [
    LIBRARY,
    (n) => workflow(`on: push\njobs:\n${lines(n, (i) => `${job(i)}\n    needs: [j${i + 1}, j${i + 2}]`)}\n`),
  ],
  steps: [
    9 * MB,
    (n) => workflow(`on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n${lines(n, (i) => `      - run: npm test -- ${i}`)}\n`),
  ],
  'steps for the library': [
    LIBRARY,
    (n) => workflow(`on: &on push\njobs:\n  a:\n    runs-on: x\n    steps:\n${lines(n, (i) => `      - run: npm test -- ${i}`)}\n`),
  ],
  'one long step': [
    9 * MB,
    (n) =>
      workflow(
        `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n${lines(n, (i) => `          npm run s${i} && cd a || exit 1`)}\n`,
      ),
  ],
  'a step of one line': [
    9 * MB,
    (n) =>
      workflow(
        `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: ${lines(n, (i) => `npm run s${i} &&`).replaceAll('\n', ' ')} true\n`,
      ),
  ],
  'a matrix': [
    MB,
    (n) =>
      workflow(
        `on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix:\n        a: [${many(n / 4, (i) => i)}]\n        b: [${many(n / 4, (i) => i)}]\n        node: [${many(n / 4, (i) => i)}]\n    steps:\n      - run: npm test\n`,
      ),
  ],
  'expressions in a step': [
    9 * MB,
    (n) => workflow(`on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: ${'$'.concat('{{ a.b[c] }} ').repeat(n)}\n`),
  ],
  environment: [
    9 * MB,
    (n) =>
      workflow(
        `on: push\nenv:\n${lines(n, (i) => `  K${i}: ${'v'.repeat(9)}`)}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: npm test\n`,
      ),
  ],
  workflows: [
    ANY,
    (n) => ({
      ...manifest({ scripts: { test: 'vitest run' } }),
      ...map(
        n / 20,
        (i) => `.github/workflows/w${i}.yml`,
        (i) => `on: push\njobs:\n${job(i)}\n`,
      ),
    }),
  ],
  'workflows that call each other': [
    ANY,
    (n) => ({
      ...manifest({}),
      ...map(
        n / 20,
        (i) => `.github/workflows/w${i}.yml`,
        (i) =>
          `on: workflow_call\njobs:\n  a:\n    uses: ./.github/workflows/w${i + 1}.yml\n  b:\n    uses: ./.github/workflows/w${i + 2}.yml\n`,
      ),
    }),
  ],
  gitlab: [LIBRARY, (n) => ({ ...manifest({}), '.gitlab-ci.yml': lines(n, (i) => `j${i}:\n  extends: j${i + 1}\n  script: [npm test]`) })],
  'gitlab, many parents': [
    LIBRARY,
    (n) => ({
      ...manifest({}),
      '.gitlab-ci.yml': `a:\n  script: [x]\nb:\n  extends: [${many(n, () => 'a')}]\n  script:\n    - !reference [a, script]\n`,
    }),
  ],
  'gitlab references': [
    LIBRARY,
    (n) => ({
      ...manifest({}),
      '.gitlab-ci.yml': lines(n, (i) => `j${i}:\n  script:\n    - !reference [j${i + 1}, script]\n    - !reference [j${i + 2}, script]`),
    }),
  ],
  jenkins: [
    2 * MB,
    (n) => ({
      ...manifest({}),
      Jenkinsfile: `pipeline { agent any\nstages {\n${lines(n, (i) => `stage('s${i}') { steps { sh 'npm test' } }`)}\n} }`,
    }),
  ],
  'jenkins, open': [2 * MB, (n) => ({ ...manifest({}), Jenkinsfile: `pipeline { ${"stage('a') { ".repeat(n)}` })],
}
