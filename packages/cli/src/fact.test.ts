import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lookUp } from './fact.ts'

const artifact = {
  language_stack: { primary: 'typescript', files: { typescript: 3, 'd.ts': 2 }, monorepo: null },
  manifests: [{ name: 'shop' }, { name: 'cart' }],
  probes: { node_manifest: { evidence: { '0.name': 'package.json:2', '0': 'package.json' } } },
}

describe('lookUp', () => {
  it.each([
    ['language_stack.primary', 'typescript'],
    ['language_stack.monorepo', null],
    ['language_stack.files.d.ts', 2],
    ['manifests.1.name', 'cart'],
    ['manifests.0', { name: 'shop' }],
    ['probes.node_manifest.evidence.0.name', 'package.json:2'],
    ['probes.node_manifest.evidence.0', 'package.json'],
  ])('finds %s', (path, value) => {
    expect(lookUp(artifact, path)).toEqual({ value })
  })

  it.each([
    ['language_stac.primary', { stopped: '', there: ['language_stack', 'manifests', 'probes'], meant: 'language_stack' }],
    ['language_stack.primry', { stopped: 'language_stack', there: ['primary', 'files', 'monorepo'], meant: 'primary' }],
    ['language_stack.primary.length', { stopped: 'language_stack.primary', there: [], meant: undefined }],
    ['manifests.2', { stopped: 'manifests', there: ['0', '1'], meant: undefined }],
    ['manifests.-1', { stopped: 'manifests', there: ['0', '1'], meant: undefined }],
    ['manifests.length', { stopped: 'manifests', there: ['0', '1'], meant: undefined }],
    ['', { stopped: '', there: ['language_stack', 'manifests', 'probes'], meant: undefined }],
  ])('says where %s stops', (path, stopped) => {
    expect(lookUp(artifact, path)).toEqual(stopped)
  })

  it.each([
    '__proto__',
    'constructor',
    'constructor.name',
    'toString',
    'manifests.__proto__',
    'manifests.map',
    'language_stack.hasOwnProperty',
  ])('does not see %s, which no repository said', (path) => {
    expect(lookUp(artifact, path)).not.toHaveProperty('value')
  })

  it('sees the key __proto__ where it is data', () => {
    expect(lookUp(JSON.parse('{"a":{"__proto__":{"b":1}}}'), 'a.__proto__.b')).toEqual({ value: 1 })
  })

  it('finds every value of any tree by its path', () => {
    const key = fc.string({ minLength: 1 }).filter((text) => !text.includes('.'))
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 5 }), fc.integer(), (keys, leaf) => {
        const tree = keys.reduceRight<unknown>((value, at) => Object.fromEntries([[at, value]]), leaf)
        expect(lookUp(tree as never, keys.join('.'))).toEqual({ value: leaf })
      }),
    )
  })
})
