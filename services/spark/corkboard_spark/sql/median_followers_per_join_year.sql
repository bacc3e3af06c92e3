-- What is the median follower count of users who joined in each year from 2015 to 2020?
-- One row per year in which somebody joined; the column is called post_year all the same.
-- The median is exact, over posts whose user has a count: a user counts once a post.
with final as (
    select
        year(users.date_joined) as post_year,
        median(pins.follower_count) as median_follower_count
    from pins
    inner join users on pins.ind = users.ind
    where pins.follower_count is not null and year(users.date_joined) between 2015 and 2020
    group by year(users.date_joined)
)

select * from final
order by post_year
