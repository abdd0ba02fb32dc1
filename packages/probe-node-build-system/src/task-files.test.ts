import { runProbe } from '@codegenie/core/testing'
import { expect, test } from 'vitest'
import nodeBuildSystem from './index.ts'

async function alternatives(files: Record<string, string>): Promise<string[]> {
  const run = await runProbe(nodeBuildSystem, { 'package.json': '{}', ...files })
  return run.status === 'ok' ? run.slice.alternatives.map(({ run, source }) => `${run} ${source}`) : []
}

test('targets of make, several in one rule too, and nothing that looks like one', async () => {
  const Makefile = `.PHONY: build test lint
build test: deps
	dev: no
lint::
	eslint .
# start: a comment
format := x:y
typecheck ::= y
install = a:b
$(info start: x, dev: y)
ifeq (start,a:b)
include dev: x
$(OUT) dev : %.c | dir
`
  expect(await alternatives({ Makefile })).toEqual([
    'make build Makefile:2',
    'make test Makefile:2',
    'make lint Makefile:4',
    'make dev Makefile:13',
  ])
})

test('recipes of just with parameters and their defaults', async () => {
  const justfile = `set shell := ["bash", "-c"]
alias t := test
lint := "eslint:"
build target="all: of them" *flags='': deps
  dev: no
@test:
  x
# start: a comment
format mode=('a' + 'b'):
`
  expect(await alternatives({ justfile })).toEqual(['just build justfile:4', 'just test justfile:6', 'just format justfile:9'])
})

test('tasks of a Taskfile, and of no other depth than one', async () => {
  const task = 'version: "3"\ntasks:\n  build: x\n  fe:test: y\n'
  expect(await alternatives({ 'Taskfile.yml': task, 'a/b/Taskfile.yml': task })).toEqual(['task build Taskfile.yml:3'])
})

test('a line without end is passed over', async () => {
  expect(await alternatives({ Makefile: `${'build '.repeat(100_000)}: x\nbuild: y\n`, justfile: `"${'x"'.repeat(100_000)}:` })).toEqual([
    'make build Makefile:2',
  ])
})
