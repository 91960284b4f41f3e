export const first = { first: { label: '入门' } }
