-- Shardlens in Neovim, without plugins. Tried with Neovim 0.7 by `npm run test:e2e`.
-- Needs `shardlens-lsp` on the PATH (docs/EDITORS.md); load it from init.lua: dofile('path/to/neovim.lua')

local function start(buffer)
  local config = {
    name = 'shardlens',
    cmd = { 'shardlens-lsp', '--stdio' },
    root_dir = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':p:h'),
    -- The settings of the README without `shardlens.`; all are optional.
    init_options = { device = '', maxModelSize = 150 },
  }
  if vim.lsp.start then
    vim.lsp.start(config, { bufnr = buffer })
  else
    vim.g.shardlens_client = vim.g.shardlens_client or vim.lsp.start_client(config)
    vim.lsp.buf_attach_client(buffer, vim.g.shardlens_client)
  end
  -- Figures beside the text: from Neovim 0.10 on.
  if vim.lsp.inlay_hint then
    vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  end
end

for _, language in ipairs({ 'tactics', 'mlir' }) do
  vim.api.nvim_create_autocmd({ 'BufRead', 'BufNewFile' }, {
    pattern = '*.' .. language,
    callback = function(event)
      vim.bo[event.buf].filetype = language
      vim.bo[event.buf].omnifunc = 'v:lua.vim.lsp.omnifunc'
      start(event.buf)
    end,
  })
end
