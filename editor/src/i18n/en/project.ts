export const project = { project: { label: 'Project' } }
