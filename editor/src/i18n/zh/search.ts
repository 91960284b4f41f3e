export const search = { search: { label: '搜索' } }
