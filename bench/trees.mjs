import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A pnpm-like monorepo with `files` kept files, about 3.3 a directory, one package per 100 files, and beside it an ignored directory with
 * as many files again. Committed, so that `git status` has its usual work. The same arguments give the same tree.
 */
export function makeTree(root, files) {
  const packages = Math.max(1, Math.round(files / 100))
  put(
    root,
    'package.json',
    JSON.stringify({ name: 'bench', private: true, workspaces: ['packages/*'], devDependencies: { typescript: '^5.6.0' } }),
  )
  put(root, '.gitignore', 'node_modules/\ndist/\n*.log\n.cache/\n')
  for (let p = 0; p < packages; p++) {
    const home = `packages/p${p}`
    put(root, `${home}/package.json`, JSON.stringify({ name: `p${p}`, version: '1.0.0', dependencies: { express: '^4.0.0' } }, null, 2))
    put(root, `${home}/.gitignore`, 'generated/\n')
    for (let f = 0; f < 98; f++)
      put(root, `${home}/src/d${f % 30}/${f % 9 === 0 ? `m${f}.test` : `m${f}`}.ts`, `export const m${f} = ${f}\n`)
  }
  for (let f = 0; f < files; f++) put(root, `.cache/c${f % 400}/n${f}.js`, '')
  git(root, 'init', '-q')
  git(root, 'add', '-A')
  git(root, '-c', 'user.name=bench', '-c', 'user.email=bench@example.invalid', 'commit', '-q', '-m', 'bench')
}

const made = new Set()
function put(root, path, text) {
  const file = join(root, path)
  const directory = file.slice(0, file.lastIndexOf('/'))
  if (!made.has(directory)) mkdirSync(directory, { recursive: true })
  made.add(directory)
  writeFileSync(file, text)
}

function git(root, ...args) {
  execFileSync('git', ['-C', root, ...args], { stdio: 'ignore' })
}
