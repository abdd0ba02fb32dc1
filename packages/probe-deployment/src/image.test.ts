// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells are what is tested
import { expect, test } from 'vitest'
import { familyOf, nodeVersionOf, parseImage, tagStrategy, withoutUserinfo } from './image.ts'

const DIGEST = `sha256:${'0af1'.repeat(16)}`

test.each([
  ['node', 'node', null, null],
  ['node:22-alpine', 'node', '22-alpine', null],
  ['localhost:5000/team/app', 'localhost:5000/team/app', null, null],
  ['localhost:5000/team/app:1.2', 'localhost:5000/team/app', '1.2', null],
  [`ghcr.io/a/b:1@${DIGEST}`, 'ghcr.io/a/b', '1', DIGEST],
  [`a@${DIGEST}`, 'a', null, DIGEST],
  ['me:hunter2@registry.test/node:20', 'registry.test/node', '20', null],
  ['app:${TAG:-latest}', 'app', '${TAG:-latest}', null],
  ['app${SUFFIX:-x}', 'app${SUFFIX:-x}', null, null],
])('%s in its parts', (text, repository, tag, digest) => expect(parseImage(text)).toEqual({ repository, tag, digest }))

test('credentials are left out, digests are not', () => {
  expect(withoutUserinfo('me:hunter2@r.test/x:1')).toBe('r.test/x:1')
  expect(withoutUserinfo(`r.test/x@${DIGEST}`)).toBe(`r.test/x@${DIGEST}`)
})

test.each([
  ['x', 'none'],
  ['x:latest', 'latest'],
  ['x:v1.2', 'version'],
  ['x:2024-01', 'version'],
  ['x:production', 'name'],
  ['x:${TAG}', 'variable'],
  [`x:1@${DIGEST}`, 'digest'],
])('the tag of %s is a %s', (text, strategy) => expect(tagStrategy(parseImage(text))).toBe(strategy))

test.each([
  ['node:22-alpine3.20', 'alpine', '22'],
  ['node:22.5.1-alpine', 'alpine', '22.5.1'],
  ['node:20-bookworm-slim', 'debian', '20'],
  ['node:24', 'debian', '24'],
  ['docker.io/library/node:18.1', 'debian', '18.1'],
  ['node:lts', 'debian', null],
  ['node:lts-alpine', 'alpine', null],
  ['gcr.io/distroless/nodejs22-debian12', 'distroless', '22'],
  ['gcr.io/distroless/static', 'distroless', null],
  ['scratch', 'scratch', null],
  ['alpine:3.20', 'alpine', null],
  ['ubuntu:24.04', 'ubuntu', null],
  ['cgr.dev/chainguard/node:22', 'chainguard', '22'],
  ['ghcr.io/acme/node:22', null, null],
  ['acme/node-base:20-alpine', 'alpine', null],
  ['acme/app:2', null, null],
])('%s stands on %s and has Node %s', (text, family, version) => {
  expect([familyOf(parseImage(text)), nodeVersionOf(parseImage(text))]).toEqual([family, version])
})
