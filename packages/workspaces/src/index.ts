export { type DirectoryRole, roleOf } from './directory-role.ts'
export { findWorkspaces, type WorkspaceMember, type Workspaces } from './find-workspaces.ts'
export { WORKSPACE_LISTS, WORKSPACE_READS, type WorkspaceContext } from './survey.ts'
