-- Which category is the most popular in each age group?
-- One row per age group from 18 years on, youngest first.
-- Of categories with equally many posts, the first by name.
with posts as (
    select
        pins.category,
        case
            when users.age between 18 and 24 then '18-24'
            when users.age between 25 and 35 then '25-35'
            when users.age between 36 and 50 then '36-50'
            else '+50'
        end as age_group
    from pins
    inner join users on pins.ind = users.ind
    where users.age >= 18 and pins.category is not null
),

counted as (
    select
        age_group,
        category,
        count(*) as category_count
    from posts
    group by age_group, category
),

ranked as (
    select
        age_group,
        category,
        category_count,
        row_number() over (partition by age_group order by category_count desc, category asc) as place
    from counted
),

final as (
    select
        age_group,
        category,
        category_count
    from ranked
    where place = 1
)

select * from final
order by age_group = '+50', age_group
