-- Ten questions that an analyst asks. `khabar sql NAME` asks one; copy one and change it for your own.

-- name: articles_by_month
-- How much did each outlet publish, month by month?
select strftime(published, '%Y-%m') as month, outlet, count(*) as articles, sum(words)::bigint as words
from documents
where published is not null
group by all
order by month, articles desc, outlet;

-- name: widest_stories
-- Which stories did the most outlets carry, and which outlets were these?
with carried as (
    select doc_id as kept, outlet from documents where duplicates > 0
    union
    select duplicate_of, outlet from duplicates)
select d.published, coalesce(d.title, left(d.text, 60)) as story, d.outlets, list(c.outlet order by c.outlet) as carried_by, d.doc_id
from documents d join carried c on c.kept = d.doc_id
where c.outlet is not null
group by d.published, story, d.outlets, d.doc_id
order by d.outlets desc, d.published nulls last, d.doc_id
limit 20;

-- name: undated
-- Which articles have no day of publication, why, and what do they say instead?
select source, record, published_rule, published_text, published_conflict, title
from documents
where published is null
order by source, record;

-- name: largest_amounts
-- What are the largest sums of money in each currency, and what is said of them?
select a.currency, a.value_high, a.text, d.published, d.outlet, sentence_of(a.doc_id, a.start, a.end) as sentence,
    cite(a.doc_id, a.start, a.end) as cite
from amounts a join documents d using (doc_id)
where a.currency is not null
qualify row_number() over (partition by a.currency order by a.value_high desc, a.doc_id, a.start) <= 3
order by a.currency, a.value_high desc, a.doc_id, a.start;

-- name: spoken_of
-- Of which periods of the calendar and of fiscal years does the news speak most?
select coalesce(t.fiscal, t.value) as period, t.begin, t.finish, count(*) as times, count(distinct t.doc_id) as articles
from timexes t
where t.finish - t.begin >= 27
group by all
order by articles desc, times desc, period
limit 20;

-- name: it_exports
-- What was said of exports of information technology, for which fiscal period, and by whom?
select coalesce(fiscal, period) as period, kind, measure, value_low, value_high, unit,
    coalesce(speaker_name, speaker_text) as speaker, published, outlet, sentence, cite
from figures_of('exports')
where names(indicator, 'IT') or names(indicator, 'computer') or names(indicator, 'software')
order by begin nulls last, finish, published nulls last, cite;

-- name: targets_met
-- Where a target and an outcome were reported of one indicator and period: how far apart are they?
select t.indicator, t.begin, t.finish, t.unit, t.value_low as target, a.value_high as actual,
    round(100 * (a.value_high - t.value_low) / nullif(t.value_low, 0), 1)::double as percent_apart,
    cite(t.doc_id, t.start, t.end) as target_cite, cite(a.doc_id, a.start, a.end) as actual_cite
from figures t join figures a
    on lower(a.indicator) = lower(t.indicator) and a.begin = t.begin and a.finish = t.finish and a.unit = t.unit
where t.kind = 'target' and a.kind = 'actual'
order by t.indicator, t.begin, t.finish, target_cite, actual_cite;

-- name: ministers
-- What did ministers say?
select published, outlet, speaker, kind, text, cite
from said_by('minister');

-- name: most_named
-- Which people and organisations are named in the most articles?
select coalesce(e.name, m.text) as name, m.type, count(distinct m.doc_id) as articles, count(*) as times
from mentions m left join entities e using (entity_id)
where m.type in ('PERSON', 'ORG')
group by all
order by articles desc, times desc, name
limit 20;

-- name: rejected
-- What did not come in, and what can its owner do?
select code, count(*) as records, any_value(message order by source, record) as message,
    any_value(source order by source, record) as for_example
from rejects
group by code
order by records desc, code;
