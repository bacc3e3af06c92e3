-- How many posts did each category get in each year from 2018 to 2022?
-- One row per year and category that has a post: the years in order, in each the most popular first.
with posts as (
    select
        pins.category,
        year(geos.timestamp) as post_year
    from pins
    inner join geos on pins.ind = geos.ind
    where pins.category is not null
),

final as (
    select
        post_year,
        category,
        count(*) as category_count
    from posts
    where post_year between 2018 and 2022
    group by post_year, category
)

select * from final
order by post_year asc, category_count desc, category asc
