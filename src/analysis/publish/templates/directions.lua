-- After the citations: references take the commas of the paper's script beside its letters, and in a paper that runs from
-- right to left, a reference in other letters runs from left to right, with its full stops in their places.

local typst = FORMAT:match("typst") ~= nil

local function runs_left(letter) return letter >= 0x590 and letter <= 0x8FF end
local function is_wide(letter) return letter >= 0x3000 and letter <= 0x9FFF or letter >= 0xFF00 and letter <= 0xFFEF end
local function is_latin(letter) return letter >= 0x41 and letter <= 0x5A or letter >= 0x61 and letter <= 0x7A or letter >= 0xC0 and letter <= 0x58F end

local function leads_right(text)
  for _, letter in utf8.codes(text) do
    if is_latin(letter) then return true end
    if runs_left(letter) then return false end
  end
  return false
end

-- `王, 小明` becomes `王，小明`; `Example, Anna` stays.
local function punctuated(commas)
  return function(inlines)
    for i = #inlines, 1, -1 do
      local own, mark = (inlines[i].text or ""):match("^(.*)([,;])$")
      local before = own ~= "" and own or own and i > 1 and pandoc.utils.stringify(inlines[i - 1]) or ""
      local letter = before ~= "" and utf8.codepoint(before, utf8.offset(before, -1))
      if letter and (runs_left(letter) or is_wide(letter)) then
        inlines[i].text = own .. commas[mark]:gsub(" ", "")
        if not commas[mark]:match(" ") and inlines[i + 1] and inlines[i + 1].t == "Space" then inlines:remove(i + 1) end
      end
    end
    return inlines
  end
end

local function turned(div)
  if not div.classes:includes("csl-entry") or not leads_right(pandoc.utils.stringify(div)) then return nil end
  if typst then div.content:insert(1, pandoc.RawBlock("typst", "#set text(dir: ltr)")) else div.attributes.dir = "ltr" end
  return div
end

-- A part in another language has its direction; Typst takes it as a setting.
local function part(div)
  if not typst or not div.attributes.dir then return nil end
  div.content:insert(1, pandoc.RawBlock("typst", ("#set text(dir: %s)"):format(div.attributes.dir == "rtl" and "rtl" or "ltr")))
  return div
end

function Pandoc(doc)
  local file = assert(io.open("setup.json", "rb"))
  local setup = pandoc.json.decode(file:read("a"), false)
  file:close()
  local marked = { Inlines = punctuated(setup.commas) }
  doc = doc:walk{
    Cite = function(cite) return cite:walk(marked) end,
    Div = function(div) return div.classes:includes("csl-entry") and div:walk(marked) or nil end,
  }
  doc = doc:walk{ Div = part }
  return setup.rtl and doc:walk{ Div = turned } or doc
end
