import { expect, it } from 'vitest'
import { imageBuild } from './image-build.ts'
import { shellWords } from './shell.ts'

const read = (command: string) => imageBuild(shellWords(command))

it.each([
  ['docker build .', { dockerfile: null, context: '.', tags: [], pushes: false }],
  [
    'docker build -f a/Dockerfile --build-arg "X=1 2" -t a:1 -t b:${TAG} ctx',
    { dockerfile: 'a/Dockerfile', context: 'ctx', tags: ['a:1', 'b:${TAG}'], pushes: false },
  ],
  ['docker buildx build --platform linux/amd64 --push --tag=a --file=D .', { dockerfile: 'D', context: '.', tags: ['a'], pushes: true }],
  ['docker buildx build --output type=registry,name=x .', { dockerfile: null, context: '.', tags: [], pushes: true }],
  ['docker --context remote image build -t a web > log', { dockerfile: null, context: 'log', tags: ['a'], pushes: false }],
  ['docker buildx bake -f docker-bake.hcl app', { dockerfile: 'docker-bake.hcl', context: null, tags: [], pushes: false }],
  ['docker compose -f c.yml build api', { dockerfile: null, context: null, tags: [], pushes: false }],
  [
    '/kaniko/executor --context=dir://. --destination=r/a:1 --dockerfile D',
    { dockerfile: 'D', context: 'dir://.', tags: ['r/a:1'], pushes: true },
  ],
  ['/kaniko/executor --no-push', { dockerfile: null, context: null, tags: [], pushes: false }],
  [
    'docker run -v /a:/b gcr.io/kaniko-project/executor:v1 --dockerfile D --destination r/a:1',
    { dockerfile: 'D', context: null, tags: ['r/a:1'], pushes: true },
  ],
  ['gcloud builds submit --tag gcr.io/p/i web', { dockerfile: null, context: 'web', tags: ['gcr.io/p/i'], pushes: true }],
])('%s', (command, expected) => {
  expect(read(command)).toEqual(expected)
})

it.each(['docker push a', 'docker compose up --build', 'docker run build', 'npm run build', 'flyctl deploy --image=x', 'docker', ''])(
  '%s builds none',
  (command) => {
    expect(read(command)).toBeUndefined()
  },
)
