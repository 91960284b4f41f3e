export const palette = { palette: { label: 'Palette' } }
