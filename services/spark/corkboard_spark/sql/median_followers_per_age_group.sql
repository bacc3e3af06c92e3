-- What is the median follower count in each age group?
-- One row per age group from 18 years on, youngest first.
-- The median is exact, over posts whose user has a count: a user counts once a post.
-- It is a double, since it may lie halfway between two counts.
with posts as (
    select
        pins.follower_count,
        case
            when users.age between 18 and 24 then '18-24'
            when users.age between 25 and 35 then '25-35'
            when users.age between 36 and 50 then '36-50'
            else '+50'
        end as age_group
    from pins
    inner join users on pins.ind = users.ind
    where users.age >= 18 and pins.follower_count is not null
),

final as (
    select
        age_group,
        median(follower_count) as median_follower_count
    from posts
    group by age_group
)

select * from final
order by age_group = '+50', age_group
