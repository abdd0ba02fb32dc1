import type { frameworks } from '@codegenie/catalogs/frameworks'
import { expect, test } from 'vitest'
import { frameworkFinder, Manifest } from './find-frameworks.ts'

const catalog: typeof frameworks = [
  { name: 'express', kind: 'server', packages: ['express'], dependency_types: ['production'] },
  { name: 'hapi', kind: 'server', packages: ['@hapi/hapi', 'hapi'], dependency_types: ['production'] },
  { name: 'vue', kind: 'ui', packages: ['vue'], dependency_types: ['production', 'dev'] },
]

const find = frameworkFinder(catalog)

test('a framework is proved by a dependency of a type that the catalog names', () => {
  const manifest = { dependencies: { express: '^5.0.0', lodash: '4' }, devDependencies: { hapi: '1', vue: 'catalog:' } }
  expect(find(manifest)).toEqual([
    { name: 'express', role: 'server', range: '^5.0.0', keys: ['dependencies', 'express'] },
    { name: 'vue', role: 'ui', range: 'catalog:', keys: ['devDependencies', 'vue'] },
  ])
})

test('the first package of the catalog, and its first type, tell the range', () => {
  expect(find({ dependencies: { hapi: '16', '@hapi/hapi': '21', vue: '3' }, devDependencies: { vue: '2' } })).toEqual([
    { name: 'hapi', role: 'server', range: '21', keys: ['dependencies', '@hapi/hapi'] },
    { name: 'vue', role: 'ui', range: '3', keys: ['dependencies', 'vue'] },
  ])
})

test('a development dependency that is a peer dependency as well is what a library is tested against', () => {
  expect(find({ devDependencies: { vue: '3' }, peerDependencies: { vue: '*' } })).toEqual([])
  expect(find({ dependencies: { vue: '3' }, peerDependencies: { vue: '*' } })).toHaveLength(1)
})

test('names that every object has prove nothing', () => {
  const odd: typeof frameworks = ['constructor', '__proto__', 'toString'].map((name) => ({
    name,
    kind: 'ui',
    packages: [name],
    dependency_types: ['production'],
  }))
  expect(frameworkFinder(odd)(Manifest.parse(JSON.parse('{"dependencies": {"__proto__": "1"}}')))).toEqual([])
  expect(frameworkFinder(odd)({})).toEqual([])
})
