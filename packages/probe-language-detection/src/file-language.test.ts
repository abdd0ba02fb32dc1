import { languages } from '@codegenie/catalogs/languages'
import { expect, test } from 'vitest'
import { fileLanguage } from './file-language.ts'

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
  expect(names.map(fileLanguage(catalog))).toEqual([
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
  expect(['', '.', 'js', 'a.', 'a.constructor', 'toString', 'dockerfile', 'xDockerfile.dev'].map(fileLanguage(catalog))).toEqual(
    Array(8).fill(undefined),
  )
})

test('every extension of the catalog leads to its language', () => {
  const languageOf = fileLanguage(languages)
  for (const [extension, language] of Object.entries(languages.byExtension))
    expect([extension, languageOf(`x.${extension}`)]).toEqual([extension, language])
})
