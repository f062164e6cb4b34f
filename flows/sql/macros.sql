-- What `khabar sql` adds to DuckDB. The words before a colon are how a macro is called; `khabar sql` shows them.
-- Names of parameters and aliases are ones that no table has: DuckDB takes a column before a parameter.

-- cite(doc_id, start, "end"): the name of a passage, by which `khabar cite` finds it
create macro cite(_doc, _from, _to) as _doc || ':' || _from || '-' || _to;

-- words_of(text): its words in small letters, without the s of a plural
create macro words_of(_text) as string_split(
    regexp_replace(trim(regexp_replace(lower(_text), '[^\pL\pM\pN]+', ' ', 'g')), '([^ ]{3})s( |$)', '\1\2', 'g'), ' ');

-- names(said, asked): whether SAID has all words of ASKED, in any order
create macro names(_said, _asked) as words_of(_asked) = [''] or list_has_all(words_of(_said), words_of(_asked));

-- passage_of(doc_id, start, "end"): the text of that passage
create macro passage_of(_doc, _from, _to) as (
    select substring(_p.text, (_from + 1)::bigint, (_to - _from)::bigint) from documents _p where _p.doc_id = _doc);

-- sentence_of(doc_id, start, "end"): the sentences in which that passage stands
create macro sentence_of(_doc, _from, _to) as (
    select passage_of(_doc, min(_s.start), max(_s."end")) from sentences _s
    where _s.doc_id = _doc and _s.start < _to and _s."end" > _from);

-- from source_of(doc_id, start, "end"): the article and the place in its source from which that passage comes
create macro source_of(_doc, _from, _to) as table
    select _a.outlet, _a.published, _a.title, _a.url, _a.source, _a.record,
        (select min(_r.raw_start) from sentences _r
         where _r.doc_id = _doc and _r.start < _to and _r."end" > _from) as raw_start,
        (select max(_r.raw_end) from sentences _r
         where _r.doc_id = _doc and _r.start < _to and _r."end" > _from) as raw_end,
        passage_of(_doc, _from, _to) as passage, sentence_of(_doc, _from, _to) as sentence, cite(_doc, _from, _to) as cite
    from documents _a where _a.doc_id = _doc;

-- from figures_of('IT exports'): the figures of an indicator, oldest period first, with their sentence
create macro figures_of(_asked) as table
    select _a.published, _a.outlet, _f.* exclude (doc_id, raw_start, raw_end),
        sentence_of(_f.doc_id, _f.start, _f."end") as sentence, cite(_f.doc_id, _f.start, _f."end") as cite
    from figures _f join documents _a on _a.doc_id = _f.doc_id
    where names(_f.indicator, _asked)
    order by _f.begin nulls last, _f.finish, _a.published nulls last, _f.doc_id, _f.start;

-- from said_by('minister'): what a person or body said, by name, alias, office or the words for them, oldest first
create macro said_by(_asked) as table
    select _a.published, _a.outlet, coalesce(_e.name, _q.speaker_text) as speaker, _q.* exclude (doc_id, raw_start, raw_end),
        _a.title, cite(_q.doc_id, _q.start, _q."end") as cite
    from quotes _q join documents _a on _a.doc_id = _q.doc_id left join entities _e on _e.entity_id = _q.speaker_id
    where names(_q.speaker_text, _asked) or names(_e.name, _asked)
        or list_bool_or(list_transform(_e.aliases, lambda _alias: names(_alias, _asked)))
        or list_bool_or(list_transform(_e.roles, lambda _held: names(_held.role, _asked)))
    order by _a.published nulls last, _q.doc_id, _q.start;
