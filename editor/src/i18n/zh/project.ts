export const project = { project: { label: '项目' } }
