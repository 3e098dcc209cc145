-- What a person does in Neovim, on the file that it was started with; answers go to the file named in SHARDLENS_ANSWERS.

local answers = {}
local patience = 60000

local function at(line, column)
  return { textDocument = vim.lsp.util.make_text_document_params(), position = { line = line, character = column } }
end

local function ask(method, params)
  for _, answer in pairs(vim.lsp.buf_request_sync(0, method, params, patience) or {}) do
    if answer.error then
      return { error = answer.error.message }
    end
    return answer.result
  end
end

local function find(text)
  for line, content in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local column = content:find(text, 1, true)
    if column then
      return line - 1, column - 1
    end
  end
  error('no ' .. text)
end

local function waitForDiagnostic(code)
  return vim.wait(patience, function()
    for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
      local lsp = diagnostic.user_data and diagnostic.user_data.lsp or {}
      if (diagnostic.code or lsp.code) == code then
        return true
      end
    end
    return false
  end, 50)
end

local function run()
  answers.attached = vim.wait(patience, function()
    local client = vim.lsp.get_active_clients()[1]
    return client ~= nil and client.initialized == true and vim.lsp.buf_is_attached(0, client.id)
  end, 50)
  answers.diagnosed = waitForDiagnostic('tactics.unknown-axis')
  -- Mended, the hints are those of the whole text.
  local line = find('bogus')
  local mended = vim.api.nvim_buf_get_lines(0, line, line + 1, false)[1]:gsub('bogus', 'batch')
  vim.api.nvim_buf_set_lines(0, line, line + 1, false, { mended })
  local last = vim.api.nvim_buf_line_count(0)
  answers.hints = ask('textDocument/inlayHint', {
    textDocument = vim.lsp.util.make_text_document_params(),
    range = { start = { line = 0, character = 0 }, ['end'] = { line = last, character = 0 } },
  })
  answers.cleared = vim.wait(patience, function()
    return #vim.diagnostic.get(0, { severity = vim.diagnostic.severity.ERROR }) == 0
  end, 50)
  local row, column = find('tactic BP')
  answers.hover = ask('textDocument/hover', at(row, column + #'tactic '))
  answers.symbols = ask('textDocument/documentSymbol', { textDocument = vim.lsp.util.make_text_document_params() })
  vim.api.nvim_buf_set_lines(0, -1, -1, false, { 'tactic Next on ' })
  answers.completion = ask('textDocument/completion', at(last, #'tactic Next on '))
end

local ok, message = pcall(run)
answers.failure = not ok and message or nil
vim.fn.writefile({ vim.fn.json_encode(answers) }, vim.env.SHARDLENS_ANSWERS)
vim.cmd('qall!')
