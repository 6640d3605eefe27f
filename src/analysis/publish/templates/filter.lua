-- Figures, tables, numbers and cross-references of a paper, the same in HTML, PDF (Typst) and DOCX.
--
--   ```{.figure} and ```{.table} hold JSON, written by manuscript.py; it becomes a figure or a table, and no text in
--   it is ever parsed as Markdown. A table that is "only" for "page" or "print" is not in the other.
--   [20,2]{.value name="mfa-aze.followers_per_1000"} links to the value's row in the ledger.
--   # Heading {#sec-x}, # Heading {.appendix #sec-y}, [$$…$$]{#eq-x alt="…"} are numbered too.
--   @fig-x, @{fig-x}те, [-@fig-x], [@fig-a; @fig-b] refer to a label, with its case ending, to the bare number, to both.
--   ::: abstract … ::: goes to the head of the paper.
--
-- setup.json beside the text holds the labels in the language of the paper. Everything that is wrong is written to
-- stderr, one tab-separated line each, for render.py to explain; the exit code is then 3.

local stringify = pandoc.utils.stringify
local html, typst, docx = FORMAT:match("html") ~= nil, FORMAT:match("typst") ~= nil, FORMAT:match("docx") ~= nil
local kinds = { fig = "figure", tbl = "table", eq = "equation", sec = "section" }
local setup, labels, numbers, anchors, problems = {}, {}, {}, {}, {}

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

local function problem(...) problems[#problems + 1] = table.concat({ "paper", ... }, "\t") end

local function stop_on_problems()
  if #problems == 0 then return end
  io.stderr:write(table.concat(problems, "\n"), "\n")
  os.exit(3)
end

local function kind_of(id) return kinds[(id or ""):match("^(%a+)%-")] end

local function label(id)
  local entry = numbers[id]
  return (labels[entry.kind]:gsub("{n}", (entry.number:gsub("%%", "%%%%"))):gsub(" ", "\u{a0}"))
end

-- An id that HTML, Typst and Word can all take.
local function anchor(name)
  return "ledger-" .. name:gsub("[^%w%._-]", function(c) return ("-%02x"):format(c:byte()) end)
end

local function quoted(text) return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("[\r\n]+", " ") .. '"' end

local function inlines(text) return pandoc.Inlines(text) end

-- Values and verdicts ---------------------------------------------------------------------------------------------

local function value_link(content, name)
  local there = anchors[name]
  local attr = html and pandoc.Attr("", { "value" }, { { "data-name", name } }) or pandoc.Attr()
  if there then return pandoc.Link(content, "#" .. anchor(name), "", attr) end
  return html and pandoc.Span(content, attr) or content
end

local function verdict_span(content, claim, verdict)
  return html and pandoc.Span(content, pandoc.Attr("", { "verdict", verdict }, { { "data-claim", claim } })) or content
end

-- Figures ---------------------------------------------------------------------------------------------------------

local function made_in(made)
  if not made.made then return pandoc.Inlines{} end
  local text = inlines(made.made)
  if html then
    return pandoc.Inlines{ pandoc.Space(), pandoc.Span(pandoc.Link(text, made.href), { class = "made" }) }
  end
  if typst then
    local small = pandoc.Inlines{ pandoc.Space(), pandoc.RawInline("typst", "#text(size: 0.85em, fill: luma(35%))[") }
    small:extend(text)
    small:insert(pandoc.RawInline("typst", "]"))
    return small
  end
  return pandoc.Inlines{ pandoc.Space(), pandoc.Str("("), pandoc.Span(text), pandoc.Str(")") }
end

local function picture(figure)
  if html then return pandoc.RawInline("html", read(figure.file .. ".html.svg")) end
  if typst then
    return pandoc.RawInline("typst", ("#image(%s, alt: %s)"):format(quoted(figure.file .. ".svg"), quoted(figure.alt)))
  end
  return pandoc.Image(inlines(figure.alt), figure.file .. ".png", "", { alt = figure.alt, width = figure.width })
end

local function figure_block(text)
  local figure = pandoc.json.decode(text, false)
  if not figure.alt:match("%S") then problem("alt", figure.id) end
  figure.width = setup.widths[figure.id]
  local caption = inlines(figure.caption)
  caption:extend(made_in(figure))
  return pandoc.Figure({ pandoc.Plain{ picture(figure) } }, { long = { pandoc.Plain(caption) } }, { id = figure.id })
end

-- Tables ----------------------------------------------------------------------------------------------------------

local LINE, GAP, MOST = 98, 3, 45        -- characters in a line of a table at full size, between columns, worth small type
local TEXT, SHORT = 22, 16               -- characters of a cell of text, lines of a table that stays in one piece
local align = { left = pandoc.AlignLeft, right = pandoc.AlignRight, center = pandoc.AlignCenter }
-- Where lines begin at the right, texts and numbers do; Word calls that left, as the side where lines begin.
local start = docx and pandoc.AlignLeft or pandoc.AlignRight
local rtl_align = { left = start, right = start, center = pandoc.AlignCenter }

local function is_wide(letter) return letter >= 0x2E80 and letter <= 0x9FFF or letter >= 0xAC00 and letter <= 0xD7A3 or letter >= 0xFF01 and letter <= 0xFF60 end

-- In widths of a Latin letter: one of Chinese, Japanese or Korean counts twice.
local function length(text)
  if not utf8.len(text) then return #text end
  local found = 0
  for _, letter in utf8.codes(text) do found = found + (is_wide(letter) and 2 or 1) end
  return found
end

-- A name without end can break after any sign, or after some letters where none comes.
local function breakable(text)
  return (text:gsub("%S+", function(piece)
    if not utf8.len(piece) or length(piece) <= MOST then return piece end
    local parts, since = {}, 0
    for _, code in utf8.codes(piece) do
      since = since + 1
      local ends = since > 20 or utf8.char(code):match("%p")
      parts[#parts + 1] = utf8.char(code) .. (ends and "\u{200b}" or "")
      if ends then since = 0 end
    end
    return table.concat(parts)
  end))
end

local function part_inlines(part)
  local text = inlines(typst and breakable(part.text) or part.text)
  if part.code then text = pandoc.Inlines{ pandoc.Code(part.text) } end
  if part.value then return pandoc.Inlines(value_link(text, part.value)) end
  if part.claim then return pandoc.Inlines(verdict_span(text, part.claim, part.verdict)) end
  if part.url then return part.url == "" and pandoc.Inlines{} or pandoc.Inlines{ pandoc.Link(text, part.url) } end
  if part.to then return pandoc.Inlines(value_link(text, part.to)) end
  if part.anchor then return pandoc.Inlines{ pandoc.Span(text, { id = anchor(part.anchor) }) } end
  return text
end

local function cell_text(cell)
  local texts = {}
  for _, part in ipairs(cell) do texts[#texts + 1] = part.text end
  return table.concat(texts)
end

-- A line can end after any letter of Chinese or Japanese; four of them stay together where there is room.
-- It can end at a hyphen, but not before a figure. Capitals and @ are wider than other letters, the more so in bold.
local function longest_word(text)
  local found = 1
  for piece in text:gsub("%-(%D)", "- %1"):gmatch("%S+") do
    local wide = utf8.len(piece) and length(piece) > utf8.len(piece)
    local _, capitals = piece:gsub("%u", "")
    local _, at = piece:gsub("@", "")
    found = math.max(found, wide and math.min(length(piece), 8) or length(piece) + 0.2 * capitals + 0.4 * at)
  end
  return found
end

-- Names of rows, numbers and handles are not hyphenated: the first column, those that stand to the right, those of single words.
local function whole(content, column)
  if column == 1 or content.columns[column].align == "right" then return true end
  for _, row in ipairs(content.rows) do
    if cell_text(row[column]):match("%s") then return false end
  end
  return true
end

-- Per column the length of its longest cell and of its longest word; a heading can wrap.
local function measure(content)
  local longest, word = {}, {}
  for column, head in ipairs(content.columns) do
    word[column] = longest_word(head.label) * 1.15
    longest[column] = math.max(word[column], math.min(length(head.label), 12))
  end
  for _, row in ipairs(content.rows) do
    for column, cell in ipairs(row) do
      local text = cell_text(cell)
      longest[column], word[column] = math.max(longest[column], length(text)), math.max(word[column], longest_word(text))
    end
  end
  return longest, word
end

local SCALES = { 1, 0.94, 0.88, 0.83, 0.78 }

local function sum(numbers)
  local total = 0
  for _, number in ipairs(numbers) do total = total + number end
  return total
end

-- Widths of columns that fill a line: each has its longest word, and what is left goes to those whose longest cell does
-- not fit yet, more to longer ones, though less than in proportion.
local function widths(longest, needed, line)
  local found, left = { table.unpack(needed) }, line - sum(needed)
  while left > 0.5 do
    local lacking, weights = {}, {}
    for column, width in ipairs(found) do
      lacking[column] = math.max(0, longest[column] + GAP - width)
      weights[column] = lacking[column] > 0.1 and math.sqrt(lacking[column]) or 0
    end
    local total, room = sum(weights), left
    if total == 0 then break end
    for column, weight in ipairs(weights) do
      local more = math.min(room * weight / total, lacking[column])
      found[column], left = found[column] + more, left - more
    end
  end
  return found
end

-- How far the text of a table shrinks, and the share of the line of each column; no shares where all fits unbroken.
local function layout(content)
  local longest, word = measure(content)
  local wanted, needed = {}, {}
  for column, length in ipairs(longest) do
    needed[column] = math.min(word[column], MOST) + GAP
    wanted[column] = math.max(math.min(length, MOST) + GAP, needed[column])
  end
  local all, least = sum(wanted), sum(needed)
  local scale = content.compact and 0.78 or nil
  for _, each in ipairs(SCALES) do
    if not scale and LINE / each - least >= 0.45 * (all - least) then scale = each end
  end
  scale = math.max(0.6, math.min(scale or 0.78, LINE / least))
  if sum(longest) + GAP * #longest <= LINE / scale then return nil, scale, longest end
  local shares = widths(longest, needed, LINE / scale)
  local total = sum(shares)
  for column, width in ipairs(shares) do shares[column] = width / total end
  return shares, scale, longest
end

-- About how many lines the rows of the table take.
local function lines(content, shares, scale)
  local total = 0
  for _, row in ipairs(content.rows) do
    local most = 1
    for column, cell in ipairs(row) do
      if shares then most = math.max(most, math.ceil(length(cell_text(cell)) / (shares[column] * LINE / scale - GAP))) end
    end
    total = total + most
  end
  return total
end

local function cell_block(cell, attr, whole)
  local content = pandoc.Inlines{}
  for _, part in ipairs(cell) do content:extend(part_inlines(part)) end
  if typst and whole then
    content:insert(1, pandoc.RawInline("typst", "#text(hyphenate: false)["))
    content:insert(pandoc.RawInline("typst", "]"))
  end
  return pandoc.Cell({ pandoc.Plain(content) }, nil, 1, 1, attr)
end

local function note_block(text)
  local note = pandoc.Para(inlines(text))
  if typst then return pandoc.Blocks{ pandoc.RawBlock("typst", "#note["), note, pandoc.RawBlock("typst", "]") } end
  return pandoc.Div({ note }, html and { class = "note" } or { ["custom-style"] = "Table Note" })
end

local function table_block(text)
  local content = pandoc.json.decode(text, false)
  local shares, scale, longest = layout(content)
  local specs, head, body, unbroken = {}, {}, {}, {}
  local function attr(scope, column)
    if not html then return pandoc.Attr() end
    local classes = longest[column] > TEXT and { "text" } or {}
    return pandoc.Attr("", classes, scope and { { "scope", scope } } or {})
  end
  for column, spec in ipairs(content.columns) do
    specs[column] = { (setup.rtl and rtl_align or align)[spec.align] or pandoc.AlignDefault, shares and not html and shares[column] or nil }
    unbroken[column] = whole(content, column)
    head[column] = cell_block({ { text = spec.label } }, attr("col", column), unbroken[column])
  end
  for index, row in ipairs(content.rows) do
    local cells = {}
    for column, cell in ipairs(row) do
      cells[column] = cell_block(cell, attr(column == 1 and "row" or nil, column), unbroken[column])
    end
    body[index] = pandoc.Row(cells)
  end
  local caption = inlines(content.caption)
  caption:extend(made_in(content))
  local classes, attributes = { content.compact and "compact" or scale < 0.9 and "dense" or nil }, {}
  if typst then attributes = { ["typst:text:size"] = ("%.2fpt"):format(9 * scale) } end
  local made = pandoc.Table(
    { long = { pandoc.Plain(caption) } }, specs, pandoc.TableHead{ pandoc.Row(head) },
    { { attr = pandoc.Attr(), body = body, head = {}, row_head_columns = 1 } }, pandoc.TableFoot(),
    pandoc.Attr(content.id, classes, attributes))
  local blocks = pandoc.Blocks{ made }
  local noted = (content.note or "") ~= ""
  if typst and lines(content, shares, scale) <= SHORT then   -- in one piece, and with its note
    local keep = ("#[#show figure: set block(breakable: false, sticky: %s)"):format(noted)
    blocks = pandoc.Blocks{ pandoc.RawBlock("typst", keep), made, pandoc.RawBlock("typst", "]") }
  end
  if noted then blocks:extend(pandoc.Blocks(note_block(content.note))) end
  return blocks
end

-- What is for the page alone is not printed, and the other way round.
local function elsewhere(block)
  if not block.classes:includes("table") then return nil end
  local only = pandoc.json.decode(block.text, false).only
  if only and (only == "page") ~= html then return {} end
end

local function code_block(block)
  if block.classes:includes("figure") then return figure_block(block.text) end
  if block.classes:includes("table") then return table_block(block.text) end
end

local function find_anchors(block)
  if not block.classes:includes("table") then return end
  for _, row in ipairs(pandoc.json.decode(block.text, false).rows) do
    for _, cell in ipairs(row) do
      for _, part in ipairs(cell) do if part.anchor then anchors[part.anchor] = true end end
    end
  end
end

-- Numbers ---------------------------------------------------------------------------------------------------------

local function remember(id, kind, number)
  if numbers[id] then problem("duplicate", id) else numbers[id] = { kind = kind, number = number } end
end

local function section_numbers()
  local levels, appendices, in_appendix = { 0, 0, 0, 0, 0, 0 }, 0, nil
  return function(header)
    if header.classes:includes("unnumbered") then return nil end
    if header.level == 1 and header.classes:includes("appendix") then
      appendices = appendices + 1
      in_appendix, levels = string.char(64 + appendices), { 0, 0, 0, 0, 0, 0 }
      return in_appendix, "appendix"
    end
    if header.level == 1 then in_appendix = nil end
    levels[header.level] = levels[header.level] + 1
    for level = header.level + 1, 6 do levels[level] = 0 end
    local first = in_appendix and 2 or 1
    local text = table.concat(levels, ".", first, header.level)
    return in_appendix and in_appendix .. "." .. text or text, "section"
  end
end

local function number(doc)
  local counts, next_section = { figure = 0, table = 0, equation = 0 }, section_numbers()
  local function count(element)
    local kind = kind_of(element.identifier)
    if not counts[kind or ""] then return end
    counts[kind] = counts[kind] + 1
    remember(element.identifier, kind, tostring(counts[kind]))
  end
  local function head(header)
    local found, kind = next_section(header)
    if html then header.level = header.level + 1 end   -- the title is the page's first heading
    if not found then return header end
    if header.identifier ~= "" then remember(header.identifier, kind, found) end
    local shown = kind == "appendix" and labels.appendix:gsub("{n}", found) .. "." or found
    header.content:insert(1, pandoc.Span({ pandoc.Str((shown:gsub(" ", "\u{a0}"))) }, { class = "header-section-number" }))
    header.content:insert(2, pandoc.Space())
    return header
  end
  return doc:walk{ traverse = "topdown", Figure = count, Table = count, Span = count, Header = head }
end

local function captioned(element)
  if not numbers[element.identifier] then return nil end
  local start = pandoc.Inlines{ pandoc.Strong{ pandoc.Str(label(element.identifier) .. ".") }, pandoc.Space() }
  start:extend(element.caption.long[1] and element.caption.long[1].content or {})
  if not html then
    element.caption.long = { pandoc.Plain(start) }
    return element
  end
  element.caption.long = { pandoc.Plain{ pandoc.Span(start, { class = "caption" }) } }
  -- What is wider than the screen scrolls by itself, also by keyboard.
  local region = pandoc.Attr("", { "scroll" }, { { "role", "region" }, { "tabindex", "0" }, { "aria-label", label(element.identifier) } })
  if element.t == "Table" then return pandoc.Div({ element }, region) end
  element.content = pandoc.Blocks{ pandoc.Div(element.content, region) }
  return element
end

-- Text ------------------------------------------------------------------------------------------------------------

local function equation(span)
  local math = span.content[1]
  if kind_of(span.identifier) ~= "equation" or not math or math.t ~= "Math" then return nil end
  local tag = label(span.identifier)
  if typst then
    local body = pandoc.write(pandoc.Pandoc{ pandoc.Para{ math } }, "typst"):gsub("^%s*%$%s*", ""):gsub("%s*%$%s*$", "")
    local alt = span.attributes.alt or math.text
    return pandoc.RawInline("typst", ('#math.equation(block: true, numbering: _ => "%s", alt: %s, $ %s $) <%s>'):format(tag, quoted(alt), body, span.identifier))
  end
  span.content:insert(pandoc.Span({ pandoc.Str(tag) }, { class = "number" }))
  span.classes:insert("equation")
  if html then
    span.attributes.tabindex, span.attributes.role = "0", "group"
    span.attributes["aria-label"], span.attributes.alt = span.attributes.alt or tag, nil
  end
  return span
end

local function span(element)
  if element.classes:includes("value") and element.attributes.name then return value_link(element.content, element.attributes.name) end
  if element.classes:includes("verdict") and element.attributes.claim then
    return verdict_span(element.content, element.attributes.claim, element.classes[2])
  end
  return equation(element)
end

local function reference(citation)
  if not numbers[citation.id] then
    problem("unresolved", citation.id)
    return pandoc.Inlines{}
  end
  local text = citation.mode == "SuppressAuthor" and numbers[citation.id].number or label(citation.id)
  local link = pandoc.Link({ pandoc.Str(text) }, "#" .. citation.id, "", html and { class = "reference" } or nil)
  local made = pandoc.Inlines(citation.prefix)
  if #made > 0 then made:insert(pandoc.Space()) end
  -- "1-сурет" is not broken after its hyphen.
  made:extend(typst and { pandoc.RawInline("typst", "#box["), link, pandoc.RawInline("typst", "]") } or { link })
  made:extend(citation.suffix)
  return made
end

-- "[@key, p. 12]" is a page in every language, which then writes "s. 12" or "12-б.".
local function page_number(suffix)
  return suffix:walk{ Str = function(str) return pandoc.Str((str.text:gsub("^pp?%.\u{a0}(%d)", "%1"))) end }
end

local function cite(element)
  local made, others = pandoc.Inlines{}, 0
  for _, citation in ipairs(element.citations) do
    citation.suffix = page_number(citation.suffix)
    if kind_of(citation.id) then
      if #made > 0 then made:extend(inlines(setup.commas[","])) end
      made:extend(reference(citation))
    else
      others = others + 1
    end
  end
  if others == #element.citations then return element end
  if others > 0 then problem("mixed", element.citations[1].id) end
  return made
end

-- A dash between words never begins a line, and a value that ends with the point of an abbreviation ("20 ноября 2026 г.")
-- ends the sentence with it.
local function punctuation(inlines)
  local changed, before, kind = false, nil, nil
  for i, each in ipairs(inlines) do
    local own = each.t
    if own == "Str" and before then
      local text = each.text
      if kind == "Space" and (text == "–" or text == "—") then
        inlines[i - 1], changed = pandoc.Str("\u{a0}"), true
      elseif text:sub(1, 1) == "." and (kind == "Link" or kind == "Span" or kind == "Str") and stringify(before):match("[^.]%.$") then
        inlines[i], changed = pandoc.Str(text:sub(2)), true
      end
    end
    before, kind = each, own
  end
  return changed and inlines or nil
end

local function stray_image(image) problem("image", image.src) end


-- No figure floats past the references, or from the text into an appendix.
local function flush_floats(header)
  if header.level > 1 or not (header.classes:includes("unnumbered") or header.classes:includes("appendix")) then return nil end
  return { pandoc.RawBlock("typst", "#place.flush()"), header }
end

-- What pandoc's DOCX has no place for in its head: affiliations and keywords.
local function docx_head(doc)
  local head = pandoc.Blocks{}
  local function add(style, content) head:insert(pandoc.Div({ pandoc.Para(content) }, { ["custom-style"] = style })) end
  for _, author in ipairs(doc.meta.authors or {}) do
    local known = {}
    for _, key in ipairs{ "name", "affiliation", "orcid" } do
      if author[key] then known[#known + 1] = (key == "orcid" and "ORCID " or "") .. stringify(author[key]) end
    end
    if #known > 1 then add("Affiliation", inlines(table.concat(known, setup.commas[","]))) end
  end
  if #(doc.meta.keywords or {}) > 0 then
    local content = pandoc.Inlines{ pandoc.Strong{ pandoc.Str(setup.keywords .. ":") }, pandoc.Space() }
    content:extend(inlines(stringify(doc.meta["keyword-line"])))
    add("Keywords", content)
  end
  doc.blocks = head .. doc.blocks
  for _, key in ipairs(setup.only_in_templates) do doc.meta[key] = nil end
end

function Pandoc(doc)
  setup = pandoc.json.decode(read("setup.json"), false)
  labels = setup.labels
  doc = doc:walk{ CodeBlock = elsewhere }
  doc:walk{ CodeBlock = find_anchors }
  doc = doc:walk{ Image = stray_image }
  doc = doc:walk{ CodeBlock = code_block }
  doc = number(doc)
  doc = doc:walk{ Figure = captioned, Table = captioned }:walk{ Span = span }:walk{ Cite = cite }
  stop_on_problems()
  local abstract
  doc = doc:walk{ Div = function(div)
    if div.classes:includes("abstract") then abstract = div.content return {} end
  end }
  if abstract then doc.meta.abstract = pandoc.MetaBlocks(abstract) end
  if docx then docx_head(doc) end
  doc = doc:walk{ Inlines = punctuation }
  if typst then doc = doc:walk{ Header = flush_floats } end
  return doc
end
