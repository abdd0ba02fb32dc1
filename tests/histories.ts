import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'

/** Directories that every history starts with. */
export const directories = ['', 'a/', 'a/b/', 'c/']
const directory = fc.constantFrom('a', 'a/b', 'c', 'd')
/** Does something to a tree. */
type Step = (root: string) => void | Promise<void>

const attempt =
  (step: Step): Step =>
  async (root) => {
    try {
      await step(root)
    } catch {
      // nothing there to rename, something in the way: then the step changes nothing
    }
  }

/** What may happen to a tree between two gathers, with its name: edits of files of these names, which then hold one of these texts, and more. */
export function steps(names: readonly string[], texts: readonly string[]): fc.Arbitrary<readonly [string, Step]> {
  const file = fc.tuple(fc.constantFrom(...directories), fc.constantFrom(...names)).map((parts) => parts.join(''))
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(['wait', () => sleep(45)] as const) },
    fc.tuple(file, fc.constantFrom(...texts)).map(
      ([path, text]) =>
        [
          `write ${path} ${text}`,
          attempt((root) => {
            mkdirSync(dirname(join(root, path)), { recursive: true })
            writeFileSync(join(root, path), text)
          }),
        ] as const,
    ),
    file.map(
      (path) =>
        [
          `edit ${path}, same size and times`,
          attempt((root) => {
            const { atime, mtime, size } = statSync(join(root, path))
            writeFileSync(join(root, path), '3'.repeat(size))
            utimesSync(join(root, path), atime, mtime)
          }),
        ] as const,
    ),
    fc
      .tuple(file, file)
      .map(([from, to]) => [`rename ${from} ${to}`, attempt((root) => renameSync(join(root, from), join(root, to)))] as const),
    file.map((path) => [`remove ${path}`, attempt((root) => rmSync(join(root, path)))] as const),
    fc
      .tuple(directory, directory)
      .map(([from, to]) => [`move ${from} ${to}`, attempt((root) => renameSync(join(root, from), join(root, to)))] as const),
    directory.map((path) => [`remove all of ${path}`, attempt((root) => rmSync(join(root, path), { recursive: true }))] as const),
    fc
      .tuple(fc.constantFrom('x.json', 'a', '../out', 'a/b/x.json'), file)
      .map(([target, path]) => [`link ${path} ${target}`, attempt((root) => symlinkSync(target, join(root, path)))] as const),
    fc
      .tuple(fc.constantFrom(...directories), fc.constantFrom('x.json\n', 'b/\n*.ts\n', '!x.json\n', ''))
      .map(
        ([where, rules]) =>
          [`ignore ${where} ${rules}`, attempt((root) => writeFileSync(join(root, `${where}.gitignore`), rules))] as const,
      ),
    fc
      .tuple(directory, fc.constantFrom(0o755, 0o700))
      .map(([path, mode]) => [`chmod ${path}`, attempt((root) => chmodSync(join(root, path), mode))] as const),
    fc
      .tuple(file, fc.integer({ min: 0, max: 4_000_000_000 }))
      .map(([path, time]) => [`clock of ${path}`, attempt((root) => utimesSync(join(root, path), time, time))] as const),
    file.map(
      (path) =>
        [
          `save ${path} by rename`,
          attempt((root) => {
            writeFileSync(join(root, `${path}~`), '4')
            renameSync(join(root, `${path}~`), join(root, path))
          }),
        ] as const,
    ),
    file.map(
      (path) =>
        [`append ${path}`, attempt((root) => void (existsSync(join(root, path)) && appendFileSync(join(root, path), '5')))] as const,
    ),
  )
}
