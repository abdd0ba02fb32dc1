import { languages } from '@codegenie/catalogs/languages'
import { expect, test } from 'vitest'
import { languageNames } from './language-names.ts'

const catalog: typeof languages = {
  languages: [],
  byExtension: { js: 'javascript', php: 'php', 'blade.php': 'blade', gitignore: 'ignore-list' },
  byFilename: { Dockerfile: 'dockerfile', 'special.js': 'special' },
  byFilenamePrefix: { 'Dockerfile.': 'dockerfile' },
}

test('the whole name wins over the longest extension, that over the beginning', () => {
  const names = [
    'a.js',
    'A.JS',
    'special.js',
    'a.blade.php',
    'A.x.Blade.PHP',
    'blade.php',
    'a.php',
    '.gitignore',
    'Dockerfile',
    'Dockerfile.dev',
    'Dockerfile.js',
  ]
  expect(names.map(languageNames(catalog).languageOf)).toEqual([
    'javascript',
    'javascript',
    'special',
    'blade',
    'blade',
    'php',
    'php',
    'ignore-list',
    'dockerfile',
    'dockerfile',
    'javascript',
  ])
})

test('a name that says nothing has no language', () => {
  expect(
    ['', '.', 'js', 'a.', 'a.constructor', 'toString', 'dockerfile', 'xDockerfile.dev'].map(languageNames(catalog).languageOf),
  ).toEqual(Array(8).fill(undefined))
})

test('every extension of the catalog leads to its language', () => {
  const { languageOf } = languageNames(languages)
  for (const [extension, language] of Object.entries(languages.byExtension))
    expect([extension, languageOf(`x.${extension}`)]).toEqual([extension, language])
})

test('an extension that settles the language is not ambiguous', () => {
  const { extension } = languageNames(catalog)
  expect(['php', 'PHP', 'js', 'gitignore', 'dev', 'ts'].map(extension)).toEqual([
    { language: 'php', isAmbiguous: true, isScript: false },
    { language: 'php', isAmbiguous: true, isScript: false },
    { language: 'javascript', isAmbiguous: true, isScript: true },
    { language: 'ignore-list', isAmbiguous: false, isScript: false },
    { language: undefined, isAmbiguous: true, isScript: false },
    { language: undefined, isAmbiguous: true, isScript: true },
  ])
})
