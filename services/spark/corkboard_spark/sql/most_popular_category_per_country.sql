-- Which category is the most popular in each country?
-- One row per country; of categories with equally many posts, the first by name.
with counted as (
    select
        geos.country,
        pins.category,
        count(*) as category_count
    from pins
    inner join geos on pins.ind = geos.ind
    where geos.country is not null and pins.category is not null
    group by geos.country, pins.category
),

ranked as (
    select
        country,
        category,
        category_count,
        row_number() over (partition by country order by category_count desc, category asc) as place
    from counted
),

final as (
    select
        country,
        category,
        category_count
    from ranked
    where place = 1
)

select * from final
order by country
