export const palette = { palette: { label: '节点库' } }
